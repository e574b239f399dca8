"""Columns that decide other columns: where a declared dependency breaks, and which ones the data itself suggests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

import polars as pl

from grader.measures.cells import MOSTLY, Kind, counted, kind_of

LOOKED_AT = 20_000
MOST_COLUMNS = 40
FEWEST_ROWS = 100
GROUP = 5
SUPPORT = 0.5
EXCEPTIONS = 0.04
IN_GROUP = 0.2
GAIN = 0.2
CODE = 4


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

    They are looked for in the first twenty thousand rows, so that the cost stays linear, and only their exceptions in
    all rows. A pair counts when at least half of the rows lie in groups of five or more, at most one row in
    twenty-five departs from its group, and knowing the group halves and more the mistakes of guessing.
    """
    if cells.height < FEWEST_ROWS:
        return ()
    head = cells.head(LOOKED_AT)
    found = (pair for pair in _pairs(head) if pair not in set(known) and _keeps(head, *pair))
    told = (Suggested(determinant=one, dependent=other, rows=_exceptions(cells, one, other)) for one, other in found)
    return tuple(item for item in told if item.rows.len())


def _pairs(cells: pl.DataFrame) -> Iterator[tuple[str, str]]:
    """Yield pairs of columns with enough repeated values to tell a dependency from chance, measurements left out."""
    sizes = {column.name: column.n_unique() for column in cells}
    usable = [name for name, size in sizes.items() if 2 < size <= cells.height / GROUP and _names(cells[name])]
    yield from permutations(usable[:MOST_COLUMNS], 2)


def _names(cells: pl.Series) -> bool:
    """Tell whether cells name something: they are text, or codes of one length that is too long to count with."""
    if kind_of(counted(cells)) is not Kind.NUMBER:
        return True
    lengths = cells.drop_nulls().str.len_chars()
    usual = lengths.mode().min()
    return isinstance(usual, int) and usual >= CODE and int((lengths == usual).sum()) >= MOSTLY * len(lengths)


def _grouped(cells: pl.DataFrame, one: str, other: str) -> pl.DataFrame:
    """Return how often each ``left`` and ``right`` value meet, beside how often the left one occurs, and its best."""
    met = cells.select(left=pl.col(one), right=pl.col(other)).drop_nulls().group_by("left", "right").agg(votes=pl.len())
    return met.with_columns(size=pl.col("votes").sum().over("left"), most=pl.col("votes").max().over("left"))


def _keeps(cells: pl.DataFrame, one: str, other: str) -> bool:
    groups = _grouped(cells, one, other).filter(pl.col("size") >= GROUP)
    rows = int(groups["votes"].sum())
    if rows < SUPPORT * cells.height:
        return False
    mistakes = rows - int(groups.unique("left")["most"].sum())
    often = groups.group_by("right").agg(pl.col("votes").sum()).sort("votes", descending=True)["votes"]
    return 0 < mistakes <= EXCEPTIONS * rows and mistakes <= GAIN * (rows - int(often[0]))


def _exceptions(cells: pl.DataFrame, one: str, other: str) -> pl.Series:
    """Return the rows that stand alone against a clear majority of their group."""
    rare = (pl.col("votes") <= IN_GROUP * pl.col("size")) & (pl.col("most") >= (1 - IN_GROUP) * pl.col("size"))
    odd = _grouped(cells, one, other).filter((pl.col("size") >= GROUP) & rare)
    pairs = cells.select(left=pl.col(one), right=pl.col(other)).with_row_index("row")
    return pairs.join(odd, on=["left", "right"], how="semi").sort("row")["row"]
