"""SCH007: the key tells every row from every other."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from grader.check import Family, Measured, check
from grader.errors import Absent
from grader.finding import Finding, Place, Severity
from grader.inputs import Inputs
from grader.manifest import NAME


@check("SCH007", Family.SCHEMA, requires=("SCH001",), needs=("manifest", "sample"))
def SCH007(inputs: Inputs) -> Measured:
    """Keys are unique.

    Asks whether the columns that name a row, by the brief or else by the manifest, are in the sample, are filled in
    every row, and name each row only once.

    Why: without a key nobody can say which record a row is, join it, correct it, or see that it stands there twice.

    Measured: the share of rows whose key is whole and has not stood in an earlier row. Cells are compared as written.
    0 when a column of the key is missing.

    Threshold: 1, every row.

    Fix: keep one row of each key; when two rows of one key differ, find out which is right before dropping one.
    """
    key = inputs.key
    if not key:
        raise Absent("Neither the brief nor the manifest names a key.", from_bundle=True)
    sample = inputs.sample
    missing = [name for name in key if name not in sample.columns]
    if missing:
        return Measured(measure=0.0, summary="The key is not in the sample.", findings=(_missing(missing),))
    cells = sample.raw.select(pl.struct(key).alias("key"), pl.any_horizontal(pl.col(key).is_null()).alias("empty"))
    empty = cells["empty"].arg_true().to_list()
    repeats = (~cells["key"].is_first_distinct() & ~cells["empty"]).arg_true().to_list()
    good = sample.rows - len(empty) - len(repeats)
    findings = [
        _finding(inputs, key, empty, "A cell of the key is empty.", "Fill it in, or leave the row out."),
        _finding(inputs, key, repeats, "The key stands in an earlier row.", "Keep one row of each key."),
    ]
    return Measured(
        measure=good / sample.rows if sample.rows else 0.0,
        summary=f"{good:,} of {sample.rows:,} rows have a key of their own ({', '.join(key)}).",
        findings=tuple(finding for finding in findings if finding.count),
    )


def _missing(columns: Sequence[str]) -> Finding:
    return Finding(
        severity=Severity.ERROR,
        message=f"The sample has no column {', '.join(columns)}, which the key needs.",
        fix="Keep the columns that name a row, spelt as the brief spells them.",
        place=Place(file=NAME, pointer="/key"),
    )


def _finding(inputs: Inputs, key: tuple[str, ...], rows: list[int], message: str, fix: str) -> Finding:
    return Finding(
        severity=Severity.ERROR,
        message=message,
        fix=fix,
        place=inputs.sample.place(rows, key[0]),
        count=len(rows),
    )
