"""Numbers out of all proportion to the rest of their column: slipped decimal points, wrong units, typing errors."""

from __future__ import annotations

import math

import polars as pl

FEWEST = 100
DISTINCT = 10
DEVIATIONS = 6.0
LOG_DEVIATIONS = 4.0
BEYOND = 2.0
MOST = 0.02
COMES_BACK = 3
NORMAL = {0.25: 0.674, 0.05: 1.645, 0.02: 2.054}


def extremes(numbers: pl.Series) -> tuple[float, float] | None:
    """Return the bounds outside of which a number is out of proportion, or None where nothing can be said.

    A tail is cut where its numbers lie more than six deviations from the median, four on a logarithmic scale, and twice
    as far out as any other number; the deviation is the largest that the tail's own quantiles imply, so a long tail
    is no offence. Never more than one number in fifty: then it is the column that is odd, not its cells; and never a
    number that keeps coming back, for such are codes.
    """
    filled = numbers.drop_nulls()
    if len(filled) < FEWEST or filled.n_unique() < DISTINCT:
        return None
    low = -_upper_bound(-filled, negated=True)
    return low, _upper_bound(filled, negated=False)


def _upper_bound(numbers: pl.Series, *, negated: bool) -> float:
    """Return the largest number that belongs, infinity when all do; ``negated`` tells that the signs were turned."""
    deviation = _deviation(numbers)
    if deviation == 0:
        return math.inf
    middle = _quantile(numbers, 0.5)
    beyond = numbers > middle + DEVIATIONS * deviation
    positive = -numbers if negated else numbers
    if _quantile(positive, 0.0) > 0:
        beyond &= _beyond_on_log_scale(positive, negated=negated)
    many, different = int(beyond.sum()), numbers.filter(beyond).n_unique()
    if not 0 < many <= MOST * len(numbers) or many > COMES_BACK * different:
        return math.inf
    inner, outer = _quantile(numbers.filter(~beyond), 1.0), _quantile(numbers.filter(beyond), 0.0)
    return inner if outer - middle >= BEYOND * (inner - middle) else math.inf


def _beyond_on_log_scale(positive: pl.Series, *, negated: bool) -> pl.Series:
    logs = -positive.log() if negated else positive.log()
    return logs > _quantile(logs, 0.5) + LOG_DEVIATIONS * _deviation(logs)


def _deviation(numbers: pl.Series) -> float:
    """Return the largest standard deviation that upper quantiles imply, at least half of the lower quartile's."""
    middle = _quantile(numbers, 0.5)
    upper = [(_quantile(numbers, 1 - tail) - middle) / width for tail, width in NORMAL.items()]
    if upper[0] == 0:
        return 0.0
    lower = (middle - _quantile(numbers, 0.25)) / NORMAL[0.25]
    return max(*upper, lower / 2)


def _quantile(numbers: pl.Series, share: float) -> float:
    value = numbers.quantile(share, interpolation="linear")
    return math.nan if value is None else value
