"""How far apart two parts of a column lie: the distance, whether chance explains it, and the stability index."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

ALPHA = 0.01
NOTABLE = 0.1
FEWEST = 50
EXPECTED = 5
BINS = 10
LEAST = 1e-4
MOST_ROWS = 50_000
MISSING = "(blank)"
OTHERS = "(others)"

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Drift:
    """The distance of two parts of a column, from 0 to 1.

    ``statistic`` names it: D of Kolmogorov and Smirnov for numbers, Cramér's V for anything else. ``sure`` says that
    chance does not explain it; ``index`` is the population stability index, which has no upper bound.
    """

    statistic: str
    effect: float
    sure: bool
    index: float

    @property
    def notable(self) -> bool:
        """Whether it is both no chance and large enough to matter."""
        return self.sure and self.effect >= NOTABLE


def drift_of_numbers(first: pl.Series, second: pl.Series, *, tests: int) -> Drift | None:
    """Return how far apart two parts of a column of numbers lie, blanks left out; None where one has less than fifty.

    Of more than fifty thousand every so many are taken. ``tests`` is how many columns are asked in all: each is held to
    its part of one in a hundred. Source of the bound: the asymptotic distribution of D, by its first term, which is
    never too small.
    """
    one, two = (np.sort(_some(part).drop_nulls().to_numpy()) for part in (first, second))
    if min(len(one), len(two)) < FEWEST:
        return None
    every = np.concatenate([one, two])
    steps = np.searchsorted(one, every, side="right") * len(two) - np.searchsorted(two, every, side="right") * len(one)
    effect = int(np.abs(steps).max()) / (len(one) * len(two))
    bound = math.sqrt(-math.log(ALPHA / tests / 2) / 2 * (len(one) + len(two)) / (len(one) * len(two)))
    edges = np.unique(one[np.arange(1, BINS) * len(one) // BINS])
    counts = (np.bincount(np.searchsorted(edges, part), minlength=len(edges) + 1).tolist() for part in (one, two))
    return Drift(statistic="D", effect=effect, sure=effect > bound, index=_index(*counts))


def drift_of_values(first: pl.Series, second: pl.Series, *, tests: int) -> Drift | None:
    """Return how far apart the values of two parts of a column lie, a blank being a value; None below fifty rows.

    Values too rare to compare count as one. None as well where that leaves no two: a column of names says nothing here.
    """
    if min(len(first), len(second)) < FEWEST:
        return None
    counts = _counts(_some(first), _some(second))
    if len(counts) < 2:
        return None
    ones, twos = [one for one, _ in counts], [two for _, two in counts]
    square = _chi_square(ones, twos)
    effect = math.sqrt(square / (sum(ones) + sum(twos)))
    freedom = len(counts) - 1
    return Drift(statistic="V", effect=effect, sure=_is_sure(square, freedom, ALPHA / tests), index=_index(ones, twos))


def _some(part: pl.Series) -> pl.Series:
    """Return every so many of a part's rows, at most fifty thousand."""
    return part.gather_every(-(-len(part) // MOST_ROWS) or 1)


def _counts(first: pl.Series, second: pl.Series) -> list[tuple[int, int]]:
    """Return how often each value occurs in either part, rare ones together."""
    table = pl.concat(
        pl.select(value=part.fill_null(MISSING), one=pl.lit(one), two=pl.lit(1 - one))
        for part, one in ((first, 1), (second, 0))
    )
    counted = table.group_by("value").agg(pl.col("one").sum(), pl.col("two").sum())
    rare = (pl.col("one") + pl.col("two")) * min(len(first), len(second)) < EXPECTED * table.height
    named = counted.with_columns(value=pl.when(rare).then(pl.lit(OTHERS)).otherwise("value"))
    gathered = named.group_by("value").agg(pl.col("one").sum(), pl.col("two").sum()).sort("value")
    return [(one, two) for _, one, two in gathered.rows()]


def _chi_square(ones: list[int], twos: list[int]) -> float:
    """Return the chi-square of two rows of counts."""
    one, two = sum(ones), sum(twos)
    return math.fsum((a * two - b * one) ** 2 / (one * two * (a + b)) for a, b in zip(ones, twos, strict=True))


def _is_sure(square: float, freedom: int, alpha: float) -> bool:
    """Tell whether chance makes such a chi-square less often than ``alpha``.

    Source: E. B. Wilson and M. M. Hilferty, "The distribution of chi-square" (1931).
    """
    deviation = ((square / freedom) ** (1 / 3) - (1 - 2 / (9 * freedom))) / math.sqrt(2 / (9 * freedom))
    return math.erfc(deviation / math.sqrt(2)) / 2 < alpha


def _index(ones: list[int], twos: list[int]) -> float:
    """Return the population stability index of two rows of counts; an empty bin counts as one in ten thousand."""
    shares = ((max(a / sum(ones), LEAST), max(b / sum(twos), LEAST)) for a, b in zip(ones, twos, strict=True))
    return math.fsum((b - a) * math.log(b / a) for a, b in shares)
