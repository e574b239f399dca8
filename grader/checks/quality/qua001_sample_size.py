"""QUA001: the sample has as many rows as the brief asks for."""

from __future__ import annotations

from grader.check import Family, Measured, check
from grader.finding import Finding, Severity
from grader.inputs import Inputs


@check("QUA001", Family.QUALITY, needs=("brief", "sample"))
def QUA001(inputs: Inputs) -> Measured:
    """The sample is as large as asked.

    Asks whether the number of rows, over all files of the sample, lies between the least and the most of the brief.

    Why: too few rows teach little and measure less, and rows without end cost whoever must store and read them.

    Measured: 1 within the limits; below, the rows there are divided by the least; above, the most divided by the rows
    there are. Rows that repeat others are counted here and cost points in QUA003.

    Threshold: 1, the brief's own numbers.

    Fix: keep rows and mend them rather than drop them; where there are too many, draw a sample by a rule you can state.
    """
    rows, least, most = inputs.sample.rows, inputs.brief.minimum_rows, inputs.brief.maximum_rows
    summary = f"The sample has {rows:,} rows; the brief asks for {least:,} to {most:,}."
    if least <= rows <= most:
        return Measured(measure=1.0, summary=summary)
    short = rows < least
    finding = Finding(
        severity=Severity.ERROR,
        message=summary,
        fix="Keep rows and mend them instead of dropping them." if short else "Draw fewer rows, by a rule you state.",
        limit=f"{least if short else most:,} rows",
    )
    return Measured(measure=rows / least if short else most / rows, summary=summary, findings=(finding,))
