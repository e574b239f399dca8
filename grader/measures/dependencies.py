"""Columns that decide other columns: where a declared dependency breaks, and which ones the data itself suggests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from grader.measures.cells import MOSTLY, Kind, counted, kind_of

LOOKED_AT = 20_000
MOST_COLUMNS = 40
MOST_READ = 30_000_000
FEWEST_ROWS = 100
GROUP = 5
SUPPORT = 0.5
EXCEPTIONS = 0.04
IN_GROUP = 0.2
GAIN = 0.2
CODE = 4

Codes: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Broken:
    """Where a dependency breaks.

    ``rows`` hold another value than most rows of their group; ``tied`` are the rows of groups with no such majority;
    ``wrong`` counts the cells that must change at least, out of ``of`` rows that the dependency speaks about.
    """

    rows: pl.Series
    tied: pl.Series
    wrong: int
    of: int


@dataclass(frozen=True, kw_only=True)
class Suggested:
    """A dependency that the data keeps almost everywhere, and the rows that are the exceptions."""

    determinant: str
    dependent: str
    rows: pl.Series


def broken(cells: pl.DataFrame, *, determinant: Sequence[str], dependent: str) -> Broken:
    """Find the rows whose ``dependent`` cell is not what rows with the same ``determinant`` cells have elsewhere.

    Blank cells say nothing, and white space around a value makes no difference.
    """
    left = [f"left {place}" for place in range(len(determinant))]
    tidy = cells.select(
        pl.col(name).str.replace_all(r"\s+", " ").str.strip_chars().alias(alias)
        for name, alias in zip([*determinant, dependent], [*left, "right"], strict=True)
    )
    said = tidy.with_row_index("row").filter(pl.all_horizontal(pl.col(*left, "right").str.len_bytes() > 0))
    votes = said.group_by(*left, "right").agg(votes=pl.len())
    leads = pl.col("votes") == pl.col("votes").max().over(left)
    judged = votes.with_columns(leads=leads, several=pl.len().over(left) > 1, tied=leads.sum().over(left) > 1)
    most = judged.group_by(left).agg(pl.col("votes").max())["votes"].sum()
    marked = said.join(judged.filter("several"), on=[*left, "right"]).sort("row")
    return Broken(
        rows=marked.filter(~pl.col("tied") & ~pl.col("leads"))["row"],
        tied=marked.filter("tied")["row"],
        wrong=said.height - int(most),
        of=said.height,
    )


def suggested(cells: pl.DataFrame, *, known: Sequence[tuple[str, str]] = ()) -> tuple[Suggested, ...]:
    """Return the dependencies between two columns that ``cells`` keeps almost everywhere, ``known`` pairs aside.

    They are looked for among the first forty columns that name something, in the first twenty thousand rows, and only
    their exceptions in all rows, until thirty million were read; so the cost stays linear. A pair counts when at least
    half of the rows lie in groups of five or more, at most one row in twenty-five departs from its group, and knowing
    the group halves and more the mistakes of guessing.
    """
    if cells.height < FEWEST_ROWS:
        return ()
    kept = [pair for pair in _kept(cells.head(LOOKED_AT)) if pair not in known]
    told = (
        Suggested(determinant=one, dependent=other, rows=_exceptions(cells, one, other))
        for one, other in kept[: MOST_READ // cells.height]
    )
    return tuple(item for item in told if item.rows.len())


@dataclass(frozen=True, kw_only=True)
class Met:
    """The values of two columns that meet in a row, each pair once, as codes, and in how many rows it does."""

    left: Codes
    right: Codes
    votes: Codes

    def turned(self) -> Met:
        """Return the same, seen from the other column."""
        return Met(left=self.right, right=self.left, votes=self.votes)


def _kept(cells: pl.DataFrame) -> list[tuple[str, str]]:
    """Return the pairs of columns of which the first decides the second almost everywhere, in the columns' order.

    Columns need enough repeated values to tell a dependency from chance, and measurements are left out. Each two are
    counted together once, for both directions.
    """
    usable = [column for column in cells if 2 < column.n_unique() <= cells.height / GROUP and _names(column)]
    codes = [_codes(column) for column in usable[:MOST_COLUMNS]]
    found = []
    for one, other in combinations(range(len(codes)), 2):
        met = _meet(codes[one], codes[other])
        found += [(one, other)] * _keeps(met, cells.height) + [(other, one)] * _keeps(met.turned(), cells.height)
    return [(usable[one].name, usable[other].name) for one, other in sorted(found)]


def _codes(cells: pl.Series) -> Codes:
    """Return a number for each cell, the same for the same value, -1 for none."""
    return cells.rank("dense").cast(pl.Int64).fill_null(0).to_numpy() - 1


def _names(cells: pl.Series) -> bool:
    """Tell whether cells name something: they are text, or codes of one length that is too long to count with."""
    if kind_of(counted(cells)) is not Kind.NUMBER:
        return True
    lengths = cells.drop_nulls().str.len_chars()
    usual = lengths.mode().min()
    return isinstance(usual, int) and usual >= CODE and int((lengths == usual).sum()) >= MOSTLY * len(lengths)


def _meet(one: Codes, other: Codes) -> Met:
    both = (one >= 0) & (other >= 0)
    width = int(other.max()) + 1
    pairs, votes = np.unique(one[both] * width + other[both], return_counts=True)
    return Met(left=pairs // width, right=pairs % width, votes=votes)


def _keeps(met: Met, rows: int) -> bool:
    size = np.bincount(met.left, met.votes)
    most = np.zeros(len(size))
    np.maximum.at(most, met.left, met.votes)
    judged = size >= GROUP
    of = size[judged].sum()
    if of < SUPPORT * rows:
        return False
    mistakes = of - most[judged].sum()
    guessed = of - np.bincount(met.right, met.votes * judged[met.left]).max()
    return bool(0 < mistakes <= EXCEPTIONS * of and mistakes <= GAIN * guessed)


def _exceptions(cells: pl.DataFrame, one: str, other: str) -> pl.Series:
    """Return the rows that stand alone against a clear majority of their group."""
    pairs = cells.select(left=pl.col(one), right=pl.col(other)).with_row_index("row").drop_nulls()
    met = pairs.group_by("left", "right").agg(votes=pl.len())
    voted = met.with_columns(size=pl.col("votes").sum().over("left"), most=pl.col("votes").max().over("left"))
    rare = (pl.col("votes") <= IN_GROUP * pl.col("size")) & (pl.col("most") >= (1 - IN_GROUP) * pl.col("size"))
    odd = voted.filter((pl.col("size") >= GROUP) & rare)
    return pairs.join(odd, on=["left", "right"], how="semi").sort("row")["row"]
