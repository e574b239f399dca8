"""QUA004: no row nearly repeats another."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from grader.check import Family, Measured, check
from grader.checks.quality.sightings import Sighting, count_of, findings_of, measure_by_rows, rows_in_error
from grader.finding import Severity
from grader.inputs import Inputs
from grader.measures.keys import content, row_keys
from grader.measures.near import Near

MOST_NAMED = 4


@check("QUA004", Family.QUALITY, needs=("brief", "sample"), threshold=0.9, weighed=False)
def QUA004(inputs: Inputs) -> Measured:
    """No row nearly repeats another.

    Asks whether a row says the same as an earlier one but for an accident or two: letters wrong, a cell left blank, two
    cells swapped, capitals, one value written over.

    Why: the second report of one event counts double in training, and escapes whoever looks for equal rows only. One
    that lands in both parts of the split is a test whose answer was given away.

    Measured: by rows that nearly repeat an earlier one. 1 with none, falling evenly to 0 at one row in a hundred (or
    five rows, where that is more). Key and split aside, two rows have to say the same by half, each cell weighed by how
    rare it is, and by more than chance would make of this many rows. A slip in a rare word or code counts as three
    quarters the same. Rows of one kind differ by habit, always in the same columns, as another year of one firm does;
    near repeats differ anywhere. So pairs do not count that differ in a column in which half of such pairs do. It is an
    error where the brief's split names the columns that make one event and both rows agree in those; elsewhere two
    things may honestly be alike, and it is a warning, which costs nothing. Rows to compare are drawn by MinHash, at
    most ten to a bucket; how many lie in fuller ones alone, and were compared with none, the summary says. Rows that
    repeat an earlier one entirely are QUA003's. This check brings and costs no points.

    Threshold: 0.9, one row in a thousand. What counts as near was chosen on the datasets on offer, clean and with rows
    planted, and on made-up persons; docs/benchmarks.md tells how it does on others.

    Fix: see whether both rows tell of one thing; if so, keep the fuller one, with what the other one knows better.
    """
    near = inputs.near
    seen = list(_tell(inputs, near, _one_event(inputs, near)))
    wrong = rows_in_error(seen)
    left = f" {count_of(near.crowded, 'row')}, like too many others, compared with none." if near.crowded else ""
    return Measured(
        measure=measure_by_rows(inputs.sample, wrong),
        summary=f"Rows that nearly repeat an earlier one: {len(near.rows):,} of {inputs.sample.rows:,}.{left}",
        findings=findings_of(inputs.sample, seen),
    )


def _one_event(inputs: Inputs, near: Near) -> pl.Series:
    """Tell which of the rows agree with their first in all columns that make one event, by the brief."""
    groups = [asked.content for asked in inputs.columns if asked.name in inputs.brief.split.groups]
    if not groups or len(groups) < len(inputs.brief.split.groups):
        return pl.repeat(value=False, n=len(near.rows), dtype=pl.Boolean, eager=True)
    keys = row_keys(groups)
    return keys.gather(near.rows) == keys.gather(near.first)


def _tell(inputs: Inputs, near: Near, same: pl.Series) -> Iterator[Sighting]:
    for mask, severity, of in (
        (same, Severity.ERROR, " of the same event"),
        (~same, Severity.WARNING, ""),
    ):
        rows, first = near.rows.filter(mask), near.first.filter(mask)
        if rows.len():
            row, earlier = int(rows[0]), int(first[0])
            yield Sighting(
                rows=rows,
                severity=severity,
                message=f"An earlier row{of} is nearly repeated by {count_of(rows.len(), 'row')}; the first of them, "
                f"row {row + 1} of the sample, repeats row {earlier + 1} but for {_differing(inputs, row, earlier)}.",
                fix="See whether both rows tell of one thing; if so, keep the fuller one.",
            )


def _differing(inputs: Inputs, row: int, earlier: int) -> str:
    """Name the columns in which two rows differ."""
    aside = {*inputs.brief.key, inputs.brief.split.column}
    both = ((one.name, content(one.cells.gather([row, earlier]))) for one in inputs.columns if one.name not in aside)
    names = [name for name, cells in both if cells[0] != cells[1]]
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more:,} more columns" if more > 0 else "")
