"""QUA011: every class of the label has enough rows to learn it from and to measure it by."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from grader.check import Family, Measured, NotAsked, check
from grader.checks.quality.sightings import count_of
from grader.columns import labels_of
from grader.finding import Finding, Place, Severity
from grader.inputs import Inputs

FEWEST = 20
FEWEST_TESTED = 10


@check("QUA011", Family.QUALITY, needs=("brief", "sample"), threshold=0.9)
def QUA011(inputs: Inputs) -> Measured | NotAsked:
    """Every class can be learnt and measured.

    Asks whether every label that the brief lists has enough rows, in the sample and in the test part of its split. How
    often the classes occur beyond that is the world's business: rare classes are not to be blown up by copies.

    Why: a class with three rows can be neither learnt nor measured, and dropping troublesome rows thins out rare
    classes first.

    Measured: for each class the rows it has divided by 20, and those it has in the test part divided by 10, each at
    most 1; the mean over all of them. Without a split in the sample, the first half alone.

    Threshold: 0.9. From 20 rows on, the 90 % interval of a share is never wider than 0.35 (Wilson), and from 10 on than
    0.47: less than that says next to nothing.

    Fix: keep and mend the rows of rare classes. Where the source has too few, say so in the data card.
    """
    labels = labels_of(inputs.sample, inputs.brief)
    if labels is None:
        return NotAsked(cause=f"The sample has no column {inputs.brief.label.column}; QUA009 says so.")
    classes = inputs.brief.label.values
    parts: list[tuple[str | None, int, dict[str, int]]] = [(None, FEWEST, _tally(labels, classes))]
    test = inputs.brief.split.values[1]
    if inputs.brief.split.column in inputs.sample.columns:
        tested = inputs.sample.raw[inputs.brief.split.column] == test
        parts.append((test, FEWEST_TESTED, _tally(labels.filter(tested), classes)))
    shares = [min(1.0, rows / fewest) for _, fewest, tally in parts for rows in tally.values()]
    rarest = min(classes, key=lambda name: parts[0][2][name])
    return Measured(
        measure=sum(shares) / len(shares),
        summary=f"The rarest class, {rarest}, has {count_of(parts[0][2][rarest], 'row')}.",
        findings=tuple(finding for part, fewest, tally in parts for finding in _too_few(inputs, part, fewest, tally)),
    )


def _tally(labels: pl.Series, classes: tuple[str, ...]) -> dict[str, int]:
    counts = dict(labels.drop_nulls().value_counts().rows())
    return {name: int(counts.get(name, 0)) for name in classes}


def _too_few(inputs: Inputs, part: str | None, fewest: int, tally: dict[str, int]) -> Iterator[Finding]:
    where = f"the part {part}" if part else "the sample"
    for name, rows in tally.items():
        if rows < fewest:
            yield Finding(
                severity=Severity.ERROR,
                message=f"The class {name} has {count_of(rows, 'row')} in {where}; fewer than {fewest} say little.",
                fix="Keep and mend rows of this class instead of dropping them, or explain it in the data card.",
                place=Place(column=inputs.brief.label.column),
                limit=f"{fewest} rows",
            )
