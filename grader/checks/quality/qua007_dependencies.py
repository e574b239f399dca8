"""QUA007: columns that decide others do so everywhere."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from grader.brief import Dependency
from grader.check import Family, Measured, NotAsked, check
from grader.checks.quality.sightings import Sighting, count_of, findings_of, measure_by_rows
from grader.columns import Asked
from grader.finding import Finding, Severity
from grader.inputs import Inputs
from grader.measures.dependencies import Broken, broken, suggested

LOOK_UP = "See which of the two columns is wrong by the rest of the row, and mend that one."


@check("QUA007", Family.QUALITY, needs=("brief", "sample"), threshold=0.9)
def QUA007(inputs: Inputs) -> Measured | NotAsked:
    """Columns that belong together agree.

    Asks whether the dependencies that the brief declares hold: where the columns on the left say the same, so must the
    column on the right, as an airport lies in one state. It also tells which other dependencies the data keeps almost
    everywhere, and where it does not.

    Why: when a row contradicts every other row about the same thing, one of its cells is wrong.

    Measured: by the cells that must change at least for every declared dependency to hold, divided by the rows. 1 with
    none, falling evenly to 0 at one in a hundred (or five, where that is more). What most rows of a group say is taken
    to be right; where no value leads, all rows of the group are shown. Blank cells, placeholders and values that the
    brief does not list say nothing. A dependency whose columns the brief asks for and the sample lacks counts as wholly
    broken; others the sample lacks are passed over. Dependencies that nobody declared only give warnings, which cost
    nothing: half of the rows must lie in groups of five or more, at most one row in twenty-five may depart from its
    group, and one in five within a group.

    Threshold: 0.9, one cell in a thousand rows.

    Fix: look up which of the two columns is wrong. Often it is the one on the left that has the slip.
    """
    sample, brief = inputs.sample, inputs.brief
    declared = [item for item in brief.dependencies if _columns(item) <= set(sample.columns)]
    gone = list(_gone(inputs))
    named = {name for item in declared for name in _columns(item)}
    cells = pl.DataFrame([_meant(asked) for asked in inputs.columns if asked.name in named])
    judged = [(item, broken(cells, determinant=item.determinant, dependent=item.dependent)) for item in declared]
    seen = [sighting for item, found in judged for sighting in _tell(item, found)]
    warnings = list(_suggest(inputs, told={row for sighting in seen for row in sighting.rows}))
    if not declared and not gone and not warnings:
        return NotAsked(cause="The brief declares no dependency between columns of the sample.")
    wrong = sum(found.wrong for _, found in judged)
    shown = len(declared) / (len(declared) + len(gone)) if gone else 1.0
    return Measured(
        measure=shown * measure_by_rows(sample, wrong),
        summary=f"Cells that contradict a declared dependency: {wrong:,} in {sample.rows:,} rows.",
        findings=(*gone, *findings_of(sample, [*seen, *warnings])),
    )


def _columns(item: Dependency) -> set[str]:
    return {*item.determinant, item.dependent}


def _gone(inputs: Inputs) -> Iterator[Finding]:
    """Yield a finding for every dependency that can't be seen because a column the brief asks for is not there."""
    required = {column.name for column in inputs.brief.columns if column.required}
    for item in inputs.brief.dependencies:
        missing = sorted(_columns(item) - set(inputs.sample.columns))
        if missing and _columns(item) <= required:
            yield Finding(
                severity=Severity.ERROR,
                message=f"Whether {' and '.join(item.determinant)} decides {item.dependent} can't be seen: the sample "
                f"has no column {', '.join(missing)}.",
                fix="Keep the columns that the brief asks for.",
            )


def _meant(asked: Asked) -> pl.Series:
    """Return a column without what other checks tell: values that the brief does not list, and placeholders."""
    away = asked.placeholders.all()
    known = asked.cells.is_in(asked.values) if asked.values else ~asked.cells.is_in(away.implode())
    return asked.cells.set(~known.fill_null(value=False), None)


def _tell(item: Dependency, found: Broken) -> Iterator[Sighting]:
    left = " and ".join(item.determinant)
    if len(found.rows):
        yield Sighting(
            rows=found.rows,
            column=item.dependent,
            message=f"{item.dependent} is not what most rows with that {left} say: {count_of(len(found.rows), 'row')}.",
            fix=LOOK_UP,
        )
    if len(found.tied):
        yield Sighting(
            rows=found.tied,
            column=item.dependent,
            message=f"The same {left} has several values of {item.dependent}, none more often than the others, in "
            f"{count_of(len(found.tied), 'row')}.",
            fix=LOOK_UP,
        )


def _suggest(inputs: Inputs, *, told: set[int]) -> Iterator[Sighting]:
    """Yield what departs from dependencies nobody declared, unless all of its rows were ``told`` already."""
    brief, sample = inputs.brief, inputs.sample
    aside = {*brief.key, brief.split.column, brief.label.column}
    known = [(one, item.dependent) for item in brief.dependencies for one in item.determinant]
    for item in suggested(sample.raw.drop(name for name in sample.columns if name in aside), known=known):
        if told.issuperset(item.rows):
            continue
        yield Sighting(
            rows=item.rows,
            column=item.dependent,
            severity=Severity.WARNING,
            message=f"Almost everywhere {item.determinant} decides {item.dependent}, but not in "
            f"{count_of(len(item.rows), 'row')}.",
            fix=LOOK_UP,
        )
