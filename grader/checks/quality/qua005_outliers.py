"""QUA005: no number lies outside of its declared range or out of all proportion to its column."""

from __future__ import annotations

import math
from collections.abc import Iterator

import polars as pl

from grader.brief import Column
from grader.check import Family, Measured, check
from grader.checks.quality.sightings import Sighting, count_of, findings_of, measure_by_rows, rows_in_error
from grader.columns import Asked
from grader.finding import Severity
from grader.inputs import Inputs
from grader.measures.cells import Kind
from grader.measures.extremes import extremes

FIX = "Look for another unit or a slipped decimal point and turn it back; where nothing tells the true value, empty it."


@check("QUA005", Family.QUALITY, needs=("brief", "sample"), threshold=0.9)
def QUA005(inputs: Inputs) -> Measured:
    """Numbers lie where they can.

    Asks whether a number lies outside of the range that the brief gives for its column, and, where it gives none,
    whether a number is out of all proportion to the rest: another unit, a slipped decimal point, a slip of the hand.

    Why: one speed in kilometres among knots moves an average, and a model believes it.

    Measured: by rows with a number outside of its range. 1 with none, falling evenly to 0 at one row in a hundred (or
    five rows, where that is more). Without a range, a number is only a warning, which costs nothing: it must lie six
    deviations from the median, four on a logarithmic scale, twice as far out as every other number, be one of at most
    one in fifty and not come back more than thrice; the deviation is the largest that the quartile, the twentieth and
    the fiftieth of the tail imply, so that a long tail alone is no offence. Placeholders are QUA002's.

    Threshold: 0.9, one row in a thousand. The limits for warnings were chosen on ninety real tables, where they speak
    up in one column in a hundred.

    Fix: see which unit would bring the number back among the others and convert it. Where nothing tells, empty the
    cell: a guess is worse than a gap.
    """
    seen = [sighting for asked in inputs.columns for sighting in _look(asked)]
    wrong = rows_in_error(seen)
    return Measured(
        measure=measure_by_rows(inputs.sample, wrong),
        summary=f"Rows with a number outside of its range: {wrong:,} of {inputs.sample.rows:,}.",
        findings=findings_of(inputs.sample, seen),
    )


def _look(asked: Asked) -> Iterator[Sighting]:
    if asked.kind is not Kind.NUMBER:
        return
    away = asked.placeholders.all()
    numbers = asked.numbers.set(_among(asked.cells, away), None) if len(away) else asked.numbers
    if asked.column and (asked.column.minimum is not None or asked.column.maximum is not None):
        yield from _outside_of_range(asked, asked.column, numbers)
    elif bounds := extremes(numbers):
        yield from _out_of_proportion(asked, numbers, *bounds)


def _among(cells: pl.Series, values: pl.Series) -> pl.Series:
    return cells.is_in(values.implode()).fill_null(value=False)


def _outside_of_range(asked: Asked, column: Column, numbers: pl.Series) -> Iterator[Sighting]:
    low = -math.inf if column.minimum is None else column.minimum
    high = math.inf if column.maximum is None else column.maximum
    outside = ((numbers < low) | (numbers > high)).fill_null(value=False).arg_true()
    if len(outside):
        unit = f" {column.unit}" if column.unit else ""
        limit = " and ".join(
            part for part, bound in ((f"at least {low:g}", low), (f"at most {high:g}", high)) if math.isfinite(bound)
        )
        yield Sighting(
            rows=outside,
            column=asked.name,
            message=f"{asked.name} is to be {limit}{unit}; it is not in {count_of(len(outside), 'cell')}.",
            fix=FIX,
            limit=f"{limit}{unit}",
        )


def _out_of_proportion(asked: Asked, numbers: pl.Series, low: float, high: float) -> Iterator[Sighting]:
    outside = ((numbers < low) | (numbers > high)).fill_null(value=False).arg_true()
    if len(outside):
        inside = numbers.filter((numbers >= low) & (numbers <= high))
        least, most = inside.quantile(0, "nearest"), inside.quantile(1, "nearest")
        yield Sighting(
            rows=outside,
            column=asked.name,
            severity=Severity.WARNING,
            message=f"All other numbers of {asked.name} lie from {least:g} to {most:g}; "
            f"{count_of(len(outside), 'cell')} far beyond.",
            fix=FIX,
        )
