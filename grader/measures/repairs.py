"""What became of planted defects in a sample: which were repaired, and what good cells and rows it cost."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from grader.answer_key import AnswerKey, Defect
from grader.measures.cells import number
from grader.measures.keys import MIDNIGHT

Key = tuple[str, ...]
JOINT = "\x1f"


@dataclass(frozen=True, kw_only=True)
class Repair:
    """What became of one defect: whether it was repaired, and the rows of the sample in which it still stands."""

    defect: Defect
    repaired: bool
    rows: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Collateral:
    """What happened to what was good.

    ``damaged`` has the rows whose good cell was changed, by column, out of ``cells`` looked at; ``lost`` are the keys
    of good rows that are gone; ``unknown`` are rows that the answer key does not know.
    """

    damaged: Mapping[str, pl.Series]
    cells: int
    lost: tuple[str, ...]
    unknown: pl.Series


def repairs_of(cells: pl.DataFrame, key: AnswerKey, *, optional: Collection[str] = ()) -> tuple[Repair, ...]:
    """Judge every defect of ``key`` in a sample's ``cells`` as written; rows are matched by the key columns.

    A damaged cell is repaired when every row with its key holds an honest repair, or when no row has its key and the
    key says that leaving it out is honest. An added row is repaired when of it and its twin exactly one is left.
    Defects in ``optional`` columns that the sample does not have are passed over.
    """
    standing = _standing(cells, key)
    judged = [defect for defect in key.defects if defect.column in cells.columns or defect.column not in optional]
    return tuple(
        _row_repair(defect, standing) if defect.column is None else _cell_repair(cells, defect, key, standing)
        for defect in judged
    )


def _row_repair(defect: Defect, standing: Mapping[Key, Sequence[int]]) -> Repair:
    names = {defect.key, defect.twin or defect.key}
    rows = tuple(sorted(row for name in names for row in standing[name]))
    return Repair(defect=defect, repaired=len(rows) == 1, rows=rows if len(rows) > 1 else ())


def _cell_repair(cells: pl.DataFrame, defect: Defect, key: AnswerKey, standing: Mapping[Key, Sequence[int]]) -> Repair:
    rows = list(standing[defect.key])
    if not rows or defect.column not in cells.columns:
        return Repair(defect=defect, repaired=not rows and defect.leave_out, rows=())
    given = plain(cells[defect.column].gather(rows)).to_list()
    wrong = tuple(row for row, cell in zip(rows, given, strict=True) if not key.repaired(defect, cell))
    return Repair(defect=defect, repaired=not wrong, rows=wrong)


def collateral_of(cells: pl.DataFrame, key: AnswerKey) -> Collateral:
    """Compare every good cell of ``key``'s clean table with the sample's, over the columns that both have."""
    clean = clean_table(key)
    names = [name for name in key.clean.columns if name in cells.columns and name not in key.key]
    here, there = joined_key(cells, key.key), joined_key(clean, key.key)
    beside = (
        pl.DataFrame({"key": here})
        .with_row_index("row")
        .join(pl.DataFrame({"key": there}).with_row_index("clean"), on="key", maintain_order="left")
    )
    damaged = {name: _damaged(plain(cells[name]), clean[name], beside, key) for name in names}
    known = {JOINT.join(name) for defect in key.defects for name in (defect.key, defect.twin) if name}
    never_given = {JOINT.join(name) for name in key.left_out}
    return Collateral(
        damaged={name: rows for name, rows in damaged.items() if len(rows)},
        cells=beside.height * len(names),
        lost=tuple(sorted(set(there) - set(here) - known - never_given)),
        unknown=(~here.is_in(there.implode()) & ~here.is_in(sorted(known))).fill_null(value=True).arg_true(),
    )


def _damaged(given: pl.Series, clean: pl.Series, beside: pl.DataFrame, key: AnswerKey) -> pl.Series:
    """Return the rows whose cell is not what it was, defects aside; ``beside`` pairs the rows of both columns."""
    planted = sorted(JOINT.join(defect.key) for defect in key.defects if defect.column == given.name)
    pairs = beside.with_columns(given=given.gather(beside["row"]), was=clean.gather(beside["clean"]))
    equal = alike(pl.col("given"), pl.col("was"))
    for also in key.equivalents:
        if also.column == given.name:
            equal |= (pl.col("was") == also.value) & pl.col("given").is_in(also.also)
    return pairs.filter(~equal & ~pl.col("key").is_in(planted))["row"].sort()


def _standing(cells: pl.DataFrame, key: AnswerKey) -> Mapping[Key, Sequence[int]]:
    """Return the rows of every key that a defect names."""
    names = {name: JOINT.join(name) for defect in key.defects for name in (defect.key, defect.twin) if name}
    index = pl.DataFrame({"key": joined_key(cells, key.key)}).with_row_index("row")
    found = index.filter(pl.col("key").is_in(sorted(set(names.values())))).group_by("key").agg(pl.col("row").sort())
    rows = defaultdict(list, {joined: list(places) for joined, places in found.rows()})
    return defaultdict(list, {name: rows[joined] for name, joined in names.items()})


def clean_table(key: AnswerKey) -> pl.DataFrame:
    """Return the table as it would be without defects, all text, with a blank for nothing."""
    return pl.read_csv(io.BytesIO(key.clean.csv), infer_schema=False).select(pl.all().fill_null(""))


def alike(given: pl.Expr, was: pl.Expr) -> pl.Expr:
    """Return whether two cells hold the same text or the same number."""
    return (given == was) | (number(given) == number(was)).fill_null(value=False)


def joined_key(cells: pl.DataFrame, columns: Sequence[str]) -> pl.Series:
    """Return each row's key as one text; a number's ``.0`` makes no other key, and without the columns none matches."""
    if not set(columns) <= set(cells.columns):
        return pl.repeat(None, cells.height, dtype=pl.String, eager=True).alias("key")
    parts = [pl.col(name).fill_null("").str.strip_chars().str.replace(r"\.0+$", "") for name in columns]
    return cells.select(key=pl.concat_str(parts, separator=JOINT))["key"]


def plain(cells: pl.Series) -> pl.Series:
    """Return cells with a blank for nothing, and days without their midnight."""
    return cells.fill_null("").str.replace(MIDNIGHT, "")
