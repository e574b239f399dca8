"""QUA014: the parts of the split have nothing in common and are split as the brief asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from grader.check import Family, Measured, check
from grader.checks.quality.sightings import FEW, Sighting, count_of, findings_of
from grader.finding import Finding, Severity
from grader.inputs import Inputs
from grader.measures.cells import DATE_FORMS
from grader.measures.grades import falling
from grader.measures.keys import row_keys
from grader.measures.splits import nearly_shared, ordered, shared

WORST = 0.05
IN_ORDER = "|".join((DATE_FORMS["2001-12-31"], DATE_FORMS["2001-12-31T23:59:59Z"]))


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One way in which a split is dishonest: the rows, and how many there are to be compared with."""

    sighting: Sighting
    of: int

    @property
    def measure(self) -> float:
        """Return 1 with no such row, falling to 0 at one in twenty, or at five rows where that is more."""
        return falling(len(self.sighting.rows) / self.of, worst=max(WORST, FEW / self.of))


@check("QUA014", Family.QUALITY, needs=("brief", "sample"), threshold=0.9)
def QUA014(inputs: Inputs) -> Measured:
    """The split is honest.

    Asks four things of the column that splits the sample: does every row belong to one of the two parts of the brief;
    is any row of the test part also in the training part; do rows that belong together (alike in the columns that the
    brief names for it) lie in one part; and does the split follow time, as the brief asks?

    Why: a test with rows that were trained on, or from before what was trained on, measures memory.

    Measured: for each of the four, 1 with no such row, falling evenly to 0 at one in twenty (or five rows, where that
    is more): of all rows for the first and the last, of the test part for the others. The smallest of the four counts.
    Rows are compared by what the cells say in every column but key and split, whatever type they were given: 1 is 1.0.
    Rows whose time is empty or not in ISO form can't be ordered, and count in neither part. Without a boundary in the
    brief, the one that puts fewest rows on the wrong side is taken. Rows of both parts that say nearly the same
    (QUA004) are a warning, which costs nothing.

    Threshold: 0.9.

    Fix: drop repeated rows before splitting, then split by the boundary of the brief, and by nothing else.
    """
    split, sample = inputs.brief.split, inputs.sample
    if split.column not in sample.columns or not sample.rows:
        return _unsplit(split.column)
    part = sample.raw[split.column].str.strip_chars()
    first, second = ((part == value).fill_null(value=False) for value in split.values)
    if not first.any() or not second.any():
        return _one_part(split.values, empty=split.values[1 if first.any() else 0])
    faults = [fault for fault in _faults(inputs, first, second) if len(fault.sighting.rows)]
    wrong = pl.concat([fault.sighting.rows for fault in faults]).n_unique() if faults else 0
    return Measured(
        measure=min((fault.measure for fault in faults), default=1.0),
        summary=f"Rows in {split.values[0]}: {first.sum():,}, in {split.values[1]}: {second.sum():,}; "
        f"rows that should be elsewhere: {wrong:,}.",
        findings=findings_of(sample, [*(fault.sighting for fault in faults), *_nearly_in_both(inputs, first, second)]),
    )


def _faults(inputs: Inputs, first: pl.Series, second: pl.Series) -> Iterator[Fault]:
    yield _in_neither(inputs, first, second)
    yield from _in_both(inputs, first, second)
    yield from _out_of_order(inputs, first, second)


def _in_neither(inputs: Inputs, first: pl.Series, second: pl.Series) -> Fault:
    split, rows = inputs.brief.split, (~(first | second)).arg_true()
    seen = Sighting(
        rows=rows,
        column=split.column,
        message=f"Neither {split.values[0]} nor {split.values[1]} is written in {count_of(len(rows), 'row')}.",
        fix="Put every row into one part.",
    )
    return Fault(sighting=seen, of=inputs.sample.rows)


def _in_both(inputs: Inputs, first: pl.Series, second: pl.Series) -> Iterator[Fault]:
    split = inputs.brief.split
    content = [asked.content for asked in inputs.columns if asked.name not in {*inputs.brief.key, split.column}]
    groups = [asked.content for asked in inputs.columns if asked.name in split.groups]
    tested = int(second.sum())
    same = shared(row_keys(content), first, second) if content else first.arg_true().clear()
    message = f"{split.values[0]} holds the same content as {count_of(len(same), 'row')} of {split.values[1]}."
    yield Fault(sighting=Sighting(rows=same, message=message, fix="Keep each record once."), of=tested)
    if groups and len(groups) == len(split.groups):
        alike = shared(row_keys(groups), first, second)
        message = (
            f"Rows alike in {', '.join(split.groups)} lie in both parts, {count_of(len(alike), 'row')} of them in "
        )
        fix = "Put rows that belong together into one part."
        yield Fault(sighting=Sighting(rows=alike, message=f"{message}{split.values[1]}.", fix=fix), of=tested)


def _nearly_in_both(inputs: Inputs, first: pl.Series, second: pl.Series) -> Iterator[Sighting]:
    split, rows = inputs.brief.split, nearly_shared(inputs.near, first, second)
    if len(rows):
        yield Sighting(
            rows=rows,
            severity=Severity.WARNING,
            message=f"{split.values[0]} holds nearly the same as {count_of(len(rows), 'row')} of {split.values[1]}.",
            fix="See whether they tell of one thing; if so, keep the fuller row.",
        )


def _out_of_order(inputs: Inputs, first: pl.Series, second: pl.Series) -> Iterator[Fault]:
    split, sample = inputs.brief.split, inputs.sample
    if split.order_by not in sample.columns:
        return
    times = sample.raw[split.order_by].str.strip_chars()
    readable = times.set(~times.str.contains(IN_ORDER).fill_null(value=False), None)
    order = ordered(readable, first, second, boundary=split.boundary)
    seen = Sighting(
        rows=order.misplaced,
        column=split.order_by,
        message=f"{split.values[0]} is to end before {order.boundary} and {split.values[1]} to begin there; "
        f"{count_of(len(order.misplaced), 'row')} on the wrong side.",
        fix=f"Split by {split.order_by} at {order.boundary}.",
        limit=order.boundary,
    )
    yield Fault(sighting=seen, of=sample.rows)


def _unsplit(column: str) -> Measured:
    finding = Finding(
        severity=Severity.ERROR,
        message=f"There is no split: the sample has no column {column} with rows.",
        fix=f"Write each row's part into a column called {column}.",
    )
    return Measured(measure=0.0, summary="The sample is not split.", findings=(finding,))


def _one_part(values: tuple[str, str], *, empty: str) -> Measured:
    finding = Finding(
        severity=Severity.ERROR,
        message=f"The part {empty} is empty.",
        fix=f"Split the sample into {values[0]} and {values[1]} as the brief asks.",
    )
    return Measured(measure=0.0, summary="The sample has one part only.", findings=(finding,))
