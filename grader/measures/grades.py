"""From counts to measures: a line without cliffs, and the interval of a share."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

Z90 = 1.6448536269514722


def falling(share: float, *, worst: float, allowed: float = 0.0) -> float:
    """Return 1 while ``share`` is at most ``allowed``, 0 from ``worst`` on, and the straight line between."""
    return min(1.0, max(0.0, (worst - share) / (worst - allowed)))


def wilson(hits: float, of: float, *, z: float = Z90) -> tuple[float, float]:
    """Return Wilson's score interval of ``hits`` out of ``of``, at 90 % unless ``z`` says otherwise; (0, 1) of nothing.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference" (1927).
    """
    if of <= 0:
        return 0.0, 1.0
    share = hits / of
    centre = share + z * z / (2 * of)
    spread = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    scale = 1 + z * z / of
    return max(0.0, min(share, (centre - spread) / scale)), min(1.0, max(share, (centre + spread) / scale))


@dataclass(frozen=True, kw_only=True)
class Stratum:
    """One stratum of a mean: ``hits`` out of ``of``, counting ``weight`` (weights sum to 1)."""

    hits: int
    of: int
    weight: float


def stratified(strata: Sequence[Stratum]) -> tuple[float, float, float]:
    """Return the weighted mean of the strata's shares with its 90 % interval.

    The strata's Wilson intervals are combined by the squares of their weighted distances, so that no stratum has to be
    large. Source: G. Y. Zou and A. Donner, "Construction of confidence limits about effect measures" (2008).
    """
    shares = [(stratum.hits / stratum.of, *wilson(stratum.hits, stratum.of), stratum.weight) for stratum in strata]
    mean = min(1.0, math.fsum(share * weight for share, _, _, weight in shares))
    below = math.sqrt(sum(((share - low) * weight) ** 2 for share, low, _, weight in shares))
    above = math.sqrt(sum(((high - share) * weight) ** 2 for share, _, high, weight in shares))
    return mean, max(0.0, mean - below), min(1.0, mean + above)
