"""QUA003: no row stands in the sample twice."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from grader.check import Family, Measured, check
from grader.checks.quality.sightings import Sighting, count_of, findings_of, measure_by_rows, rows_in_error
from grader.finding import Severity
from grader.inputs import Inputs
from grader.measures.keys import row_keys


@check("QUA003", Family.QUALITY, needs=("brief", "sample"), threshold=0.9)
def QUA003(inputs: Inputs) -> Measured:
    """No row stands in the sample twice.

    Asks whether a row repeats an earlier one in every cell, and whether it does so in every cell but its key.

    Why: a repeated row counts double in training, and one that lands in both parts of the split is a test whose answer
    was given away.

    Measured: by rows that repeat an earlier one, compared by what the cells say: 1 and 1.0 are the same. 1 with none,
    falling evenly to 0 at one row in a hundred (or five rows, where that is more). A row that differs in its key alone
    is an error where the brief's split names the columns that make one event, since the same event then has two
    numbers; elsewhere two things may honestly be alike, and it is a warning, which costs nothing.

    Threshold: 0.9, one row in a thousand.

    Fix: keep one of the rows. Which one does not matter where they are the same; where the keys differ, keep the one
    that the listing's other data refers to, or the first.
    """
    sample, brief = inputs.sample, inputs.brief
    content = [asked.content for asked in inputs.columns if asked.name not in brief.key]
    same = _repeats(row_keys([asked.content for asked in inputs.columns]))
    alike = _repeats(row_keys(content)) if content else same
    renumbered = alike.join(same, on="row", how="anti")
    seen = [
        *_tell(same, "every cell", Severity.ERROR),
        *_tell(renumbered, "every cell but the key", Severity.ERROR if brief.split.groups else Severity.WARNING),
    ]
    wrong = rows_in_error(seen)
    return Measured(
        measure=measure_by_rows(sample, wrong),
        summary=f"Rows that repeat an earlier one: {wrong:,} of {sample.rows:,}.",
        findings=findings_of(sample, seen),
    )


def _repeats(keys: pl.Series) -> pl.DataFrame:
    """Return the rows whose key occurred before, each with the ``first`` row that had it."""
    again = keys.to_frame("key").with_row_index("row").filter(keys.is_duplicated())
    first = again.with_columns(first=pl.col("row").min().over("key"))
    return first.filter(pl.col("row") != pl.col("first")).select("row", "first")


def _tell(repeats: pl.DataFrame, alike: str, severity: Severity) -> Iterator[Sighting]:
    if repeats.height:
        row, first = repeats.row(0)
        example = f"the first of them, row {row + 1} of the sample, repeats row {first + 1}"
        yield Sighting(
            rows=repeats["row"],
            severity=severity,
            message=f"An earlier row is repeated in {alike} by {count_of(repeats.height, 'row')}; {example}.",
            fix="Keep one of each.",
        )
