"""QUA002: no cell is empty where the brief wants a value, and nothing stands in for a missing one."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from grader.check import Family, Measured, check
from grader.checks.quality.sightings import Sighting, count_of, findings_of, measure_by_rows, rows_in_error, some
from grader.columns import Asked
from grader.finding import Finding, Place, Severity
from grader.inputs import Inputs
from grader.measures.cells import blank, located

EMPTY_IT = "Leave the cell empty, or put in the true value from a source you can name."
FILL_IT = "Put in the true value from a source you can name, or leave the row out."


@check("QUA002", Family.QUALITY, needs=("brief", "sample"), threshold=0.9)
def QUA002(inputs: Inputs) -> Measured:
    """Nothing is missing that was asked for, and nothing stands in for it.

    Asks whether the sample has every column that the brief asks for, and two things of each: is a cell empty where the
    brief wants a value, and does a cell hold something that stands in for a missing value, such as N/A, -999 or
    1900-01-01?

    Why: a reader takes -999 for a number and N/A for a word, and a model learns from both.

    Measured: 0 without a column that must be there, since it is missing in every row; else by rows with at least one
    such cell. 1 with none, falling evenly to 0 at one row in a hundred (or five rows, where that is more). Errors are:
    empty cells in a column that is not nullable; the placeholders the brief
    names; words that mean nothing else (N/A, NULL, #REF!); and a bare NA, none, ? or unknown where numbers or dates
    belong. Warnings, which cost nothing, are the same in columns the brief does not know, numbers of nines at least
    three times as far out as the whole range of the others, and customary dates years away from all others. A value
    that the brief lists for a column is never a placeholder, so that a label None stays a label.

    Threshold: 0.9, one row in a thousand. The customary stand-ins are those that spreadsheets, databases and
    statistics packages write by themselves.

    Fix: read the file with automatic recognition of missing values switched off, empty what stands in for nothing, and
    fill only what a source supports.
    """
    seen = [sighting for asked in inputs.columns for sighting in _look(asked)]
    gone = tuple(_gone(inputs))
    wrong = inputs.sample.rows if gone else rows_in_error(seen)
    return Measured(
        measure=measure_by_rows(inputs.sample, wrong),
        summary=f"Rows with a missing cell or a stand-in for one: {wrong:,} of {inputs.sample.rows:,}.",
        findings=(*gone, *findings_of(inputs.sample, seen)),
    )


def _gone(inputs: Inputs) -> Iterator[Finding]:
    for column in inputs.brief.columns:
        if column.required and not column.known_after_outcome and column.name not in inputs.sample.columns:
            yield Finding(
                severity=Severity.ERROR,
                message=f"The brief asks for the column {column.name}, and the sample does not have it.",
                fix="Keep the column. Where the brief lets it be, leave single cells of it empty.",
                place=Place(column=column.name),
            )


def _look(asked: Asked) -> Iterator[Sighting]:
    found = asked.placeholders
    known = Severity.ERROR if asked.column else Severity.WARNING
    for values, severity in (
        (found.declared, Severity.ERROR),
        (found.words, known),
        (pl.concat([found.numbers, found.dates]), Severity.WARNING),
    ):
        if len(values):
            there = located(asked.cells, values)
            yield Sighting(
                rows=there,
                column=asked.name,
                severity=severity,
                message=f"A missing value is written {some(values)} in {count_of(len(there), 'cell')} of {asked.name}.",
                fix=EMPTY_IT if asked.column is None or asked.column.nullable else FILL_IT,
            )
    if asked.column and not asked.column.nullable and (empty := blank(asked.cells)).any():
        yield Sighting(
            rows=empty.arg_true(),
            column=asked.name,
            message=f"The brief wants {asked.name} in every row; it is empty in {count_of(int(empty.sum()), 'row')}.",
            fix=FILL_IT,
        )
