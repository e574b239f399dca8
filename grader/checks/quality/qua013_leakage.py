"""QUA013: no column gives the label away."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from grader.check import Family, Measured, check
from grader.checks.quality.sightings import Sighting, count_of, findings_of, measure_by_rows, rows_in_error
from grader.columns import Asked, labels_of
from grader.finding import Severity
from grader.inputs import Inputs
from grader.measures.cells import Kind, blank
from grader.measures.leakage import given_away

SUSPICIOUS = 0.97
FEWEST = 100
LEAVE_OUT = "Leave the column out of the sample, and out of what the model is trained on."


@check("QUA013", Family.QUALITY, needs=("brief", "sample"), threshold=0.9)
def QUA013(inputs: Inputs) -> Measured:
    """No column gives the label away.

    Asks whether the sample holds a column that the brief marks as known only after the outcome, and whether any other
    column alone tells the label almost always.

    Why: a model that learns from what is known only afterwards shines in the test and fails in use.

    Measured: by rows with a value in a column that leaks. 1 with none, falling evenly to 0 at one row in a hundred (or
    five rows, where that is more). A column leaks when the brief says so, or when the brief does not know it and it
    alone avoids 97 % of the mistakes of always guessing the most frequent label: learnt on every other row, tried on
    those between, and the other way round, an unseen number like the nearest one. A column of the brief that does
    so is a warning, which costs nothing: some labels are easy. Fewer than 100 labelled rows tell nothing of the kind.

    Threshold: 0.9. In a dozen real tables with labels the strongest honest column avoided 93 % of the mistakes.

    Fix: leave the column out. Keeping it for the record and not training on it is no remedy: the next reader will.
    """
    labels = labels_of(inputs.sample, inputs.brief)
    asked = [column for column in inputs.columns if column.name != inputs.brief.label.column]
    if not asked:
        return Measured(measure=0.0, summary="The sample has no column beside the label, so nothing to learn it from.")
    late = [column for column in asked if column.column and column.column.known_after_outcome]
    seen = [sighting for column in late for sighting in _late(column)]
    if labels is not None and len(labels) - labels.null_count() >= FEWEST:
        aside = {*inputs.brief.key, inputs.brief.split.column, *(column.name for column in late)}
        seen += [sighting for column in asked if column.name not in aside for sighting in _telling(column, labels)]
    held = sorted({sighting.column for sighting in seen if sighting.severity is Severity.ERROR and sighting.column})
    return Measured(
        measure=measure_by_rows(inputs.sample, rows_in_error(seen)),
        summary=f"Columns that give the label away: {', '.join(held) or 'none'}.",
        findings=findings_of(inputs.sample, seen),
    )


def _late(asked: Asked) -> Iterator[Sighting]:
    filled = (~blank(asked.cells)).arg_true()
    if len(filled):
        yield Sighting(
            rows=filled,
            column=asked.name,
            whole=True,
            message=f"{asked.name} is known only after the outcome, and the sample holds it "
            f"in {count_of(len(filled), 'row')}.",
            fix=LEAVE_OUT,
        )


def _telling(asked: Asked, labels: pl.Series) -> Iterator[Sighting]:
    share = given_away(asked.numbers if asked.kind is Kind.NUMBER else asked.cells, labels)
    if share >= SUSPICIOUS:
        filled = (~blank(asked.cells)).arg_true()
        yield Sighting(
            rows=filled,
            column=asked.name,
            whole=True,
            severity=Severity.WARNING if asked.column else Severity.ERROR,
            message=f"{asked.name}, filled in {count_of(len(filled), 'row')}, alone tells the label: "
            f"it avoids {share:.0%} of the mistakes of blind guesses.",
            fix="See whether it is made from the label or known only afterwards; if so, leave it out.",
        )
