"""The standing of a candidate as an estimate with an interval: pure arithmetic, whatever order results arrive in.

Skill is taken as normal around ``PRIOR_MEAN``. One sitting shows it through two errors: the day's (``DAY_SD``: results
of one sitting are correlated and never count as independent) and the checks' (``CHECK_SD`` over the root of how many).
A sitting's result is first freed of its version's difficulty, then weighs less as it ages. The posterior mean is the
value, and every part of it is listed in ``why``, so that the parts add up to the value exactly.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

PRIOR_MEAN = 0.5
PRIOR_SD = 0.25
DAY_SD = 0.10
CHECK_SD = 0.35
HALF_LIFE_DAYS = 540.0
SHRINK_SITTINGS = 8.0
Z_90 = 1.6448536269514722


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """One attempt's result in one skill: the mean measure (0 to 1) of ``checks`` checks, ``age_days`` ago."""

    attempt: UUID
    version: UUID
    measure: float
    checks: int
    age_days: float


@dataclass(frozen=True, kw_only=True)
class Learned:
    """How many sittings there were, and the sum of their measures: all that their difficulty is learned from."""

    sittings: int
    total: float


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one sitting adds to the value, in points of 100; ``attempt`` is None for where everyone starts."""

    attempt: UUID | None
    points: float


@dataclass(frozen=True, kw_only=True)
class Standing:
    """An estimate on 0 to 100 with its 90 % interval; ``value`` is None where there is not enough evidence."""

    value: float | None
    low: float | None
    high: float | None
    sittings: int
    checks: int
    why: tuple[Part, ...] = ()


def difficulty_of(versions: Mapping[UUID, Learned], everyone: Learned) -> dict[UUID, float]:
    """Return how much easier (positive) or harder each of ``versions`` is than the average one, on 0 to 1.

    ``everyone`` adds up all versions there are; few results are drawn towards no difference.
    """
    if not everyone.sittings:
        return {}
    middle = everyone.total / everyone.sittings
    return {
        version: (known.total - middle * known.sittings) / (known.sittings + SHRINK_SITTINGS)
        for version, known in versions.items()
    }


def weight_of(sitting: Sitting) -> float:
    """Return a sitting's precision: the inverse of its variance, halved every half-life."""
    variance = DAY_SD**2 + CHECK_SD**2 / sitting.checks
    return math.exp2(-max(sitting.age_days, 0.0) / HALF_LIFE_DAYS) / variance


def estimate(sittings: Iterable[Sitting], difficulty: Mapping[UUID, float], *, least_checks: int) -> Standing:
    """Return the standing that ``sittings`` show; with fewer than ``least_checks`` checks, no number."""
    counted = sorted((one for one in sittings if one.checks > 0), key=lambda one: one.attempt.bytes)
    checks = sum(one.checks for one in counted)
    if checks < least_checks:
        return Standing(value=None, low=None, high=None, sittings=len(counted), checks=checks)
    start = 1 / PRIOR_SD**2
    weights = [weight_of(one) for one in counted]
    precision = math.fsum([start, *weights])
    parts = [Part(attempt=None, points=100 * start * PRIOR_MEAN / precision)]
    for one, weight in zip(counted, weights, strict=True):
        freed = min(max(one.measure - difficulty.get(one.version, 0.0), 0.0), 1.0)
        parts.append(Part(attempt=one.attempt, points=100 * weight * freed / precision))
    value = math.fsum(part.points for part in parts)
    reach = 100 * Z_90 / math.sqrt(precision)
    return Standing(
        value=value,
        low=max(value - reach, 0.0),
        high=min(value + reach, 100.0),
        sittings=len(counted),
        checks=checks,
        why=tuple(parts),
    )
