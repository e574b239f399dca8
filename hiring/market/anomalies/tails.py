"""How likely so many or so much is by chance: upper bounds of two tails, from the standard library alone.

A bound is never below the chance itself, so a false alarm is never likelier than what is said of it.
"""

from __future__ import annotations

from math import exp, inf, lgamma, log, log1p, pi


def binomial_tail(count: int, of: int, share: float) -> float:
    """Return at most how likely ``count`` or more of ``of`` are, each by itself with the chance ``share``.

    Above the mean each term is at most ``ratio`` times the one before: their sum is below that of a geometric series.
    """
    if count > of:
        return 0.0
    ways = lgamma(of + 1) - lgamma(count + 1) - lgamma(of - count + 1)
    term = exp(ways + count * log(share) + (of - count) * log1p(-share))
    ratio = (of - count) / (count + 1) * share / (1 - share)
    return min(1.0, term / (1 - ratio) if ratio < 1 else inf)


def student_tail(value: float, freedom: int) -> float:
    """Return at most how likely a Student's t of two degrees of ``freedom`` or more is ``value`` or more.

    Beyond ``value`` the density is at most itself times x by ``value``, which has a plain integral.
    """
    if value <= 0:
        return 1.0
    scale = lgamma((freedom + 1) / 2) - lgamma(freedom / 2) - log(freedom * pi) / 2
    power = -(freedom - 1) / 2 * log1p(value * value / freedom)
    return min(1.0, exp(scale + power) * freedom / (freedom - 1) / value)
