"""QUA009: the rows carry labels, and labels of the brief's values."""

from __future__ import annotations

import polars as pl

from grader.check import Family, Measured, check
from grader.checks.quality.sightings import Sighting, count_of, findings_of, some
from grader.columns import labels_of
from grader.finding import Finding, Severity
from grader.inputs import Inputs
from grader.measures.cells import blank, counted


@check("QUA009", Family.QUALITY, needs=("brief", "sample"))
def QUA009(inputs: Inputs) -> Measured:
    """Enough rows carry a label.

    Asks which share of the rows carries a label, and whether it reaches the coverage of the brief. A label is one of
    the values the brief lists, spelt as it lists them; anything else in the label's column counts as none.

    Why: a row without a label teaches nothing, and a label outside of the scheme teaches something wrong.

    Measured: the share of labelled rows, divided by the coverage asked for, at most 1. Empty labels are notes while
    the coverage is reached, since leaving an unknowable label empty is honest; other values are always errors.

    Threshold: 1, the coverage of the brief.

    Fix: write the labels as the brief lists them; take care that a reader does not turn a label such as None into a
    missing value. Leave empty what nobody can know, and if that is too much, leave such rows out.
    """
    brief, sample = inputs.brief, inputs.sample
    labels = labels_of(inputs.sample, inputs.brief)
    if labels is None or not sample.rows:
        return _nothing(brief.label.column)
    share = (len(labels) - labels.null_count()) / len(labels)
    seen = _sightings(inputs, labels, enough=share >= brief.label_coverage)
    return Measured(
        measure=min(1.0, share / brief.label_coverage) if brief.label_coverage else 1.0,
        summary=f"{share:.1%} of the rows carry a label; the brief asks for {brief.label_coverage:.1%}.",
        findings=findings_of(sample, [sighting for sighting in seen if len(sighting.rows)]),
    )


def _sightings(inputs: Inputs, labels: pl.Series, *, enough: bool) -> tuple[Sighting, Sighting]:
    """Return the rows with a value that is no label, and those with none."""
    label = inputs.brief.label
    cells = inputs.sample.raw[label.column]
    empty = blank(cells)
    return (
        Sighting(
            rows=(labels.is_null() & ~empty).arg_true(),
            column=label.column,
            message=f"No label of the brief: {some(counted(cells.filter(labels.is_null()))['value'])}.",
            fix=f"Use {some(pl.Series(label.values), most=12)}, or leave the label empty.",
        ),
        Sighting(
            rows=empty.arg_true(),
            column=label.column,
            severity=Severity.NOTE if enough else Severity.ERROR,
            message=f"The label is empty in {count_of(int(empty.sum()), 'row')}.",
            fix="Find the label where the source tells it; leave the row out where nobody can know it.",
            limit=f"{inputs.brief.label_coverage:.1%} of the rows labelled",
        ),
    )


def _nothing(column: str) -> Measured:
    finding = Finding(
        severity=Severity.ERROR,
        message=f"No row carries a label: there is no column {column} with rows.",
        fix=f"Write the labels into a column called {column}.",
    )
    return Measured(measure=0.0, summary="No row carries a label.", findings=(finding,))
