"""Where the rows of a sample come from: which are rows of the listing that the attempt was given, and which are not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from grader.answer_key import AnswerKey
from grader.measures.repairs import JOINT, alike, clean_table, joined_key, plain

LEAST_ALIKE = 2 / 3


@dataclass(frozen=True, kw_only=True)
class Origin:
    """The rows that are not the listing's: with a key it does not have, and with a key of it but other content."""

    unknown: pl.Series
    unlike: pl.Series


def origin_of(cells: pl.DataFrame, key: AnswerKey) -> Origin:
    """Hold every row of a sample's ``cells`` as written against the row of the listing with the same key.

    A row is the listing's when two thirds of the cells in the columns that both have say the same, in capitals or
    not. That is more than what was planted or mended can change, and less than values drawn by chance agree.
    """
    clean = clean_table(key)
    names = [name for name in key.clean.columns if name in cells.columns and name not in key.key]
    here = joined_key(cells, key.key).replace(_twins(key)).alias("key")
    there = joined_key(clean, key.key)
    said = pl.DataFrame([there, *(_folded(clean[name]).alias(f"was {at}") for at, name in enumerate(names))])
    held = pl.DataFrame([here, *(_folded(plain(cells[name])).alias(f"is {at}") for at, name in enumerate(names))])
    same = [alike(pl.col(f"is {at}"), pl.col(f"was {at}")) for at in range(len(names))]
    known = held.with_row_index("row").join(
        said.unique("key", keep="first", maintain_order=True), on="key", maintain_order="left"
    )
    enough = pl.sum_horizontal(same) >= LEAST_ALIKE * len(names) if names else pl.lit(value=False)
    return Origin(
        unknown=(~here.is_in(there.implode())).fill_null(value=True).arg_true(),
        unlike=known.filter(~enough)["row"],
    )


def _twins(key: AnswerKey) -> Mapping[str, str]:
    """Return the key of the row that each added one repeats, since the clean table has only the former."""
    return {JOINT.join(defect.key): JOINT.join(defect.twin) for defect in key.defects if defect.twin}


def _folded(cells: pl.Series) -> pl.Series:
    return cells.str.strip_chars().str.to_lowercase()
