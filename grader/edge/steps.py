"""The steps that rows pass: each takes a stream and gives one, and counts what it did."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from operator import itemgetter

import polars as pl

from grader.edge.hiding import hide
from grader.edge.plan import Convert, Plan, Redact, Sample, Step, Validate
from grader.edge.rows import Row, Rows
from grader.errors import Unreadable
from grader.formats import pointer_of
from grader.tables.objects import text_of

BATCH = 5_000
BLOTTED = "[redacted]"
TOLD_FAILURES = 20


class Tally:
    """What happened to the rows so far; ``failures`` are places of the first that were set aside, without values."""

    def __init__(self) -> None:
        self.rows_in = 0
        self.rows_out = 0
        self.set_aside = 0
        self.redacted = 0
        self.failures: list[dict[str, str | int]] = []


def stream(rows: Rows, plan: Plan, tally: Tally) -> Iterator[Row]:
    """Yield the rows that come out of all steps."""
    passing = _counted(rows.each(), tally)
    for step in plan.steps:
        passing = _passed(passing, step, rows, tally)
    for row in passing:
        tally.rows_out += 1
        yield row


def _counted(passing: Iterator[Row], tally: Tally) -> Iterator[Row]:
    for row in passing:
        tally.rows_in += 1
        yield row


def _passed(passing: Iterator[Row], step: Step, rows: Rows, tally: Tally) -> Iterator[Row]:
    match step:
        case Validate():
            return _validated(passing, step, rows, tally)
        case Sample():
            return _sampled(passing, step)
        case Redact():
            return _redacted(passing, step, rows, tally)
        case Convert():
            return passing


def _validated(passing: Iterator[Row], step: Validate, rows: Rows, tally: Tally) -> Iterator[Row]:
    validator = step.schema.validator
    for number, row in enumerate(passing, start=1):
        document = rows.document(row)
        if validator.is_valid(document):
            yield row
            continue
        error = next(validator.iter_errors(document))
        path = pointer_of(error.instance_path) if error.instance_path else ""
        if step.failing == "refuse":
            raise Unreadable(
                f"It does not fit the schema: {error.kind.name}.",
                place=f"row {number}{f', {path}' if path else ''}",
                remedy="Mend the schema, or set such rows aside.",
            )
        tally.set_aside += 1
        if len(tally.failures) < TOLD_FAILURES:
            tally.failures.append({"row": number, "path": path, "keyword": error.kind.name})


def _sampled(passing: Iterator[Row], step: Sample) -> Iterator[Row]:
    """Yield a sample in the order of its rows; of a number of rows, that many are held."""
    draw = random.Random(step.seed)  # noqa: S311 - the same seed has to draw the same rows
    if step.share is not None:
        yield from (row for row in passing if draw.random() < step.share)
        return
    most = step.rows or 0
    held: list[tuple[int, Row]] = list(enumerate(islice(passing, most)))
    for place, row in enumerate(passing, start=most):
        at = draw.randrange(place + 1)
        if at < most:
            held[at] = place, row
    yield from (row for _, row in sorted(held, key=itemgetter(0)))


def _redacted(passing: Iterator[Row], step: Redact, rows: Rows, tally: Tally) -> Iterator[Row]:
    if unknown := [name for name in step.columns if name not in rows.columns]:
        raise Unreadable(
            f"There is no column {unknown[0][:60]!r} to redact.",
            remedy=f"There are {', '.join(rows.columns)[:400]}.",
        )
    while batch := list(islice(passing, BATCH)):
        for name in rows.columns:
            tally.redacted += _redact_column(batch, name, step)
        yield from batch


def _redact_column(batch: list[Row], name: str, step: Redact) -> int:
    """Redact one column of some rows, and return how many cells were changed."""
    written = pl.Series([text_of(row.get(name)) for row in batch], dtype=pl.String)
    if name in step.columns:
        hidden = pl.select(pl.when(written.is_not_null()).then(pl.lit(BLOTTED))).to_series()
    else:
        hidden = hide(written, column=name, sorts=step.sorts)
    if hidden is written:
        return 0
    changed = written.ne_missing(hidden).arg_true()
    for place, cell in zip(changed, hidden.gather(changed), strict=True):
        batch[place][name] = cell
    return len(changed)
