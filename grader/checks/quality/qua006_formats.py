"""QUA006: every value of a column is written in the same way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import polars as pl

from grader.brief import Brief
from grader.check import Family, Measured, check
from grader.checks.quality.sightings import Sighting, count_of, findings_of, measure_by_rows, rows_in_error, some
from grader.columns import Asked
from grader.finding import Severity
from grader.inputs import Inputs
from grader.measures.cells import DATE_FORMS, Kind, located
from grader.measures.notation import date_notation, number_notation
from grader.measures.spelling import spellings

ISO_DATE = "%Y-%m-%d"
EXAMPLE = datetime(2001, 12, 31, 23, 59, 59, tzinfo=UTC)


@check("QUA006", Family.QUALITY, needs=("brief", "sample"), threshold=0.9)
def QUA006(inputs: Inputs) -> Measured:
    """Values are written in one way.

    Asks of every column whether all of its values are written alike and as the brief says: dates in one form, numbers
    bare (no unit, currency, percent sign or thousands separator inside), listed values spelt as they are listed, the
    declared pattern kept, no needless blanks, no second spelling of one value, no broken characters.

    Why: “Climb”, “CLIMB” and “Climb ” are three values to whoever counts them, and 03/04/2001 is two days.

    Measured: by rows with at least one such cell. 1 with none, falling evenly to 0 at one row in a hundred (or five
    rows, where that is more). Errors are departures from what the brief declares for the column (type, pattern,
    date form, values), white space around a value or doubled within, broken characters, and a spelling that differs in
    case alone from one at least ten times as frequent. Warnings, which cost nothing, are spellings that differ by a
    hyphen, dot or blank, and everything in columns that the brief does not know: numbers with units in a column of
    numbers, dates in another form than most. The label's values are QUA009's, placeholders QUA002's.

    Threshold: 0.9, one row in a thousand.

    Fix: bring the value into the form named in the finding. Where a date can be read as two days, the other records of
    the same source tell which form it uses.
    """
    seen = [sighting for asked in inputs.columns for sighting in _look(asked, inputs.brief)]
    wrong = rows_in_error(seen)
    return Measured(
        measure=measure_by_rows(inputs.sample, wrong),
        summary=f"Rows with a value written otherwise than its column: {wrong:,} of {inputs.sample.rows:,}.",
        findings=findings_of(inputs.sample, seen),
    )


def _look(asked: Asked, brief: Brief) -> Iterator[Sighting]:
    counts = asked.said
    known = Severity.ERROR if asked.column else Severity.WARNING
    if asked.kind is Kind.DATE:
        yield from _dates(asked, counts, _style(asked, brief), known)
    else:
        yield from _numbers(asked, counts, known)
    if asked.kind is Kind.TEXT:
        yield from _spellings(asked, counts, known)
    yield from _departures(asked, counts, brief)


def _style(asked: Asked, brief: Brief) -> str | None:
    declared = next((form.date for form in brief.formats if form.column == asked.name and form.date), None)
    return declared or (ISO_DATE if asked.column and asked.column.type == "date" else None)


def _dates(asked: Asked, counts: pl.DataFrame, style: str | None, known: Severity) -> Iterator[Sighting]:
    found = date_notation(counts, style=style)
    example = found.form if found.form in DATE_FORMS else EXAMPLE.strftime(found.form)
    fix = f"Write every date like {example}; where it could be two days, see how its source writes dates."
    yield from _seen(asked, found.reformatted, "Another form of date stands in", fix, known)
    yield from _seen(asked, found.impossible, "A day that no calendar has stands in", "Look the day up.", known)
    yield from _seen(asked, found.odd, "Something that is no date stands in", fix, known)


def _numbers(asked: Asked, counts: pl.DataFrame, known: Severity) -> Iterator[Sighting]:
    found = number_notation(counts, kind=asked.kind)
    declared = known if asked.kind is Kind.NUMBER else Severity.WARNING
    bare = "Write the bare number, in one unit that the data card names."
    yield from _seen(asked, found.dressed, "A number with a unit or separator inside stands in", bare, declared)
    yield from _seen(asked, found.odd, "Something that is no number stands in", "Write a number or nothing.", known)


def _spellings(asked: Asked, counts: pl.DataFrame, known: Severity) -> Iterator[Sighting]:
    found = spellings(counts, allowed=asked.values)
    yield from _seen(asked, found.blanks, "Needless white space stands in", "Strip it.", known)
    yield from _seen(asked, found.broken, "Broken characters stand in", "Read the source as UTF-8.", known)
    for case, severity in ((True, known), (False, Severity.WARNING)):
        some_case = found.variants.filter(pl.col("case") == pl.lit(case))
        fix = f"Spell it like the rest: {some(some_case['usual'].unique(maintain_order=True))}."
        yield from _seen(asked, some_case["value"], "A second spelling of a frequent value stands in", fix, severity)


def _departures(asked: Asked, counts: pl.DataFrame, brief: Brief) -> Iterator[Sighting]:
    """Yield values that are not listed, or not of the declared pattern; other spellings are told already."""
    if asked.values and asked.name != brief.label.column and asked.kind is Kind.TEXT:
        found = spellings(counts, allowed=asked.values)
        told = pl.concat([found.blanks, found.variants["value"], found.broken, pl.Series(asked.values)])
        stray = counts.filter(~pl.col("value").is_in(told.implode()))["value"]
        listed = some(pl.Series(asked.values), most=8)
        yield from _seen(asked, stray, "A value that the brief does not list stands in", f"Use {listed}.")
    patterns = {form.pattern for form in brief.formats if form.column == asked.name}
    for pattern in sorted(filter(None, patterns | {asked.column.pattern if asked.column else None})):
        departs = ~counts["value"].str.contains(pattern, strict=False)
        yield from _seen(
            asked,
            counts.filter(departs.fill_null(value=False))["value"],
            f"A value that departs from the pattern {pattern} stands in",
            "Write it as the pattern asks.",
        )


def _seen(
    asked: Asked, values: pl.Series, what: str, fix: str, severity: Severity = Severity.ERROR
) -> Iterator[Sighting]:
    if len(values):
        there = located(asked.cells, values)
        yield Sighting(
            rows=there,
            column=asked.name,
            severity=severity,
            message=f"{what} {count_of(len(there), 'cell')} of {asked.name}: {some(values)}.",
            fix=fix,
        )
