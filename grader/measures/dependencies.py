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
    names = [*determinant, dependent]
    tidy = cells.select(pl.col(names).str.replace_all(r"\s+", " ").str.strip_chars()).with_row_index("row")
    said = tidy.filter(pl.all_horizontal(pl.col(names).is_not_null() & (pl.col(names) != "")))
    votes = said.group_by(names).agg(votes=pl.len())
    most = pl.col("votes").max().over(determinant)
    leaders = (pl.col("votes") == most).sum().over(determinant)
    judged = votes.with_columns(
        split=(pl.len().over(determinant) > 1), leads=pl.col("votes") == most, tied=leaders > 1, most=most
    )
    wrong = int(judged["votes"].sum()) - int(judged.group_by(determinant).agg(pl.col("most").first())["most"].sum())
    marked = said.join(judged.filter("split"), on=names).sort("row")
    return Broken(
        rows=marked.filter(~pl.col("tied") & ~pl.col("leads"))["row"],
        tied=marked.filter("tied")["row"],
        wrong=wrong,
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
    sizes = cells.select(pl.all().n_unique()).row(0, named=True)
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
    votes = cells.drop_nulls([one, other]).group_by(one, other).agg(votes=pl.len())
    return votes.with_columns(
        size=pl.col("votes").sum().over(one), most=pl.col("votes").max().over(one), values=pl.len().over(one)
    )


def _keeps(cells: pl.DataFrame, one: str, other: str) -> bool:
    groups = _grouped(cells, one, other).filter(pl.col("size") >= GROUP)
    rows = int(groups["votes"].sum())
    if rows < SUPPORT * cells.height:
        return False
    kept = int(groups.filter(pl.col("votes") == pl.col("most")).unique(one)["votes"].sum())
    guessed = groups.group_by(other).agg(pl.col("votes").sum())["votes"].max()
    mistakes, blind = rows - kept, rows - int(str(guessed))
    return 0 < mistakes <= EXCEPTIONS * rows and mistakes <= GAIN * blind


def _exceptions(cells: pl.DataFrame, one: str, other: str) -> pl.Series:
    """Return the rows that stand alone against a clear majority of their group."""
    groups = _grouped(cells, one, other)
    rare = (pl.col("votes") <= IN_GROUP * pl.col("size")) & (pl.col("most") >= (1 - IN_GROUP) * pl.col("size"))
    odd = groups.filter((pl.col("size") >= GROUP) & (pl.col("votes") < pl.col("most")) & rare).select(one, other)
    return cells.with_row_index("row").join(odd, on=[one, other], how="semi").sort("row")["row"]
