"""QUA011: every class of the label has enough rows to learn it from and to measure it by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from grader.check import Family, Measured, check
from grader.checks.quality.sightings import count_of
from grader.columns import labels_of
from grader.finding import Finding, Place, Severity
from grader.inputs import Inputs

FEWEST = 20
FEWEST_TESTED = 10


@dataclass(frozen=True, kw_only=True)
class Part:
    """How many rows each class has in one part of the sample, and the fewest that say much."""

    where: str
    fewest: int
    tally: Mapping[str, int]

    @property
    def measure(self) -> float:
        """Return the mean over the classes of the rows they have, a class with enough counting 1."""
        return sum(min(1.0, rows / self.fewest) for rows in self.tally.values()) / len(self.tally)


@check("QUA011", Family.QUALITY, needs=("brief", "sample"), threshold=0.9)
def QUA011(inputs: Inputs) -> Measured:
    """Every class can be learnt and measured.

    Asks whether every label that the brief lists has enough rows, in the sample and in the test part of its split. How
    often the classes occur beyond that is the world's business: rare classes are not to be blown up by copies.

    Why: a class with three rows can be neither learnt nor measured, and dropping troublesome rows thins out rare
    classes first.

    Measured: for each class the rows it has divided by 20, and those it has in the test part divided by 10, each at
    most 1; the mean over all of them. Without a split in the sample, the first half alone; without labels, 0.

    Threshold: 0.9. From 20 rows on, the 90 % interval of a share is never wider than 0.35 (Wilson), and from 10 on than
    0.47: less than that says next to nothing.

    Fix: keep and mend the rows of rare classes. Where the source has too few, say so in the data card.
    """
    labels = labels_of(inputs.sample, inputs.brief)
    if labels is None:
        return Measured(measure=0.0, summary=f"The sample has no column {inputs.brief.label.column}; QUA009 says so.")
    parts = list(_parts(inputs, labels))
    rarest, rows = min(parts[0].tally.items(), key=lambda counted: counted[1])
    return Measured(
        measure=sum(part.measure for part in parts) / len(parts),
        summary=f"The rarest class, {rarest}, has {count_of(rows, 'row')}.",
        findings=tuple(finding for part in parts for finding in _too_few(inputs, part)),
    )


def _parts(inputs: Inputs, labels: pl.Series) -> Iterator[Part]:
    """Yield the whole sample, then the test part of its split when it has one."""
    split, classes = inputs.brief.split, inputs.brief.label.values
    yield Part(where="the sample", fewest=FEWEST, tally=_tally(labels, classes))
    if split.column in inputs.sample.columns:
        tested = labels.filter(inputs.sample.raw[split.column] == split.values[1])
        yield Part(where=f"the part {split.values[1]}", fewest=FEWEST_TESTED, tally=_tally(tested, classes))


def _tally(labels: pl.Series, classes: tuple[str, ...]) -> Mapping[str, int]:
    counts = dict(labels.drop_nulls().value_counts().rows())
    return {name: int(counts.get(name, 0)) for name in classes}


def _too_few(inputs: Inputs, part: Part) -> Iterator[Finding]:
    for name, rows in part.tally.items():
        if rows < part.fewest:
            yield Finding(
                severity=Severity.ERROR,
                message=f"The class {name} has {count_of(rows, 'row')} in {part.where}; "
                f"fewer than {part.fewest} say little.",
                fix="Keep and mend rows of this class instead of dropping them, or explain it in the data card.",
                place=Place(column=inputs.brief.label.column),
                limit=f"{part.fewest} rows",
            )
