"""QUA008: no frequent value is misspelt."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from grader.check import Family, Measured, check
from grader.checks.quality.sightings import Sighting, count_of, findings_of, measure_by_rows, rows_in_error, some
from grader.columns import Asked
from grader.finding import Severity
from grader.inputs import Inputs
from grader.measures.cells import Kind, located
from grader.measures.typos import typos


@check("QUA008", Family.QUALITY, needs=("brief", "sample"), threshold=0.9)
def QUA008(inputs: Inputs) -> Measured:
    """Frequent values are spelt right.

    Asks whether a value that occurs once or twice is one slip of the hand away from a frequent one of its column: a
    letter dropped, put in or replaced, two letters swapped, or a digit for the letter it looks like.

    Why: “AMERICAN AIRINES” is an airline with one flight to whoever counts.

    Measured: by rows with such a value in a column the brief knows: 1 with none, falling evenly to 0 at one row in a
    hundred (or five rows, where that is more). In other columns it is a warning, which costs nothing. Judged are
    columns of text whose values the brief does not list (for those QUA006 knows every stray value) and that repeat
    themselves: four fifths of the cells hold values that occur ten times or more. The frequent value must be ten times
    as frequent. Words with digits are codes and not judged, nor are plurals, another first letter and values of less
    than five characters; one letter in ten may be replaced in long values. Of a column with very many different values
    not all are compared; how many were left out is said beside the measure.

    Threshold: 0.9, one row in a thousand. In ninety real tables these limits spoke up in one column, about three
    counties whose names differ by a letter. Slips in frequent values are found; those in rare ones are overlooked.

    Fix: spell the value like the frequent one beside it, unless the source shows that it is another thing.
    """
    free = [asked for asked in inputs.columns if asked.kind is Kind.TEXT and not asked.values]
    looked = [(asked, typos(asked.said)) for asked in free if asked.name not in inputs.brief.key]
    seen = [sighting for asked, slips in looked for sighting in _tell(asked, slips.found)]
    wrong, left_out = rows_in_error(seen), sum(slips.left_out for _, slips in looked)
    compared = f", {count_of(left_out, 'value')} left out" if left_out else ""
    return Measured(
        measure=measure_by_rows(inputs.sample, wrong),
        summary=f"Rows with a frequent value misspelt: {wrong:,} of {inputs.sample.rows:,}{compared}.",
        findings=findings_of(inputs.sample, seen),
    )


def _tell(asked: Asked, found: pl.DataFrame) -> Iterator[Sighting]:
    if found.height:
        there = located(asked.cells, found["value"])
        yield Sighting(
            rows=there,
            column=asked.name,
            severity=Severity.ERROR if asked.column else Severity.WARNING,
            message=f"Slips of the hand in {count_of(len(there), 'cell')} of {asked.name}: {some(found['value'])}.",
            fix=f"Spell it like the frequent value: {some(found['usual'].unique(maintain_order=True))}.",
        )
