"""QUA015: the parts of the split are alike but for time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from grader.check import Family, Measured, NotAsked, check
from grader.checks.quality.sightings import count_of
from grader.columns import Asked
from grader.finding import Finding, Severity
from grader.inputs import Inputs
from grader.measures.cells import Kind
from grader.measures.drift import Drift, drift_of_numbers, drift_of_values

MOST_NAMED = 5


@dataclass(frozen=True, kw_only=True)
class Drifted:
    """A column whose parts lie apart."""

    column: str
    drift: Drift


@check("QUA015", Family.QUALITY, needs=("brief", "sample"), weighed=False)
def QUA015(inputs: Inputs) -> Measured | NotAsked:
    """How far apart the parts of the split lie is known.

    Asks of every column but key, split and time whether the test part is drawn from another distribution than the
    training part.

    Why: a model is tried on what it will not meet in training, and is worth what the difference leaves of it. A split
    by time brings some drift along, which is why it is asked for; whoever does not know how much can't tell a weak
    model from a changed world, nor from a column whose unit changed on the day of the boundary.

    Measured: numbers by the largest distance of both cumulative shares (D of Kolmogorov and Smirnov), everything else
    by Cramér's V of a chi-square, a blank being a value and values too rare to compare being one. A column drifts where
    the distance is 0.1 or more and chance would make it in one table of a hundred at most, however many columns are
    asked. The population stability index beside it is customary: 0.1 is little, 0.25 much. Fifty rows in each part are
    the least to compare; of more than fifty thousand every so many are taken. The measure is 1 whatever
    drifts: what a split by time brings along is a note. This check brings and costs no points.

    Threshold: 1, which every split reaches that can be compared.

    Fix: nothing, where the world changed. See that a column means the same in both parts: its unit, its values, who
    filled it in. Say in the data card under Limits what changed.
    """
    split, sample = inputs.brief.split, inputs.sample
    if split.column not in sample.columns:
        return NotAsked(cause=f"The sample has no column {split.column} that splits it.")
    part = sample.raw[split.column].str.strip_chars()
    aside = {*inputs.brief.key, split.column, split.order_by}
    asked = [column for column in inputs.columns if column.name not in aside and column.kind is not Kind.DATE]
    first, second = ((part == value).fill_null(value=False) for value in split.values)
    drifts = _drifts(asked, first, second)
    if not drifts:
        return NotAsked(cause="No column has enough rows in both parts of the split to compare them.")
    found = [one for one in drifts if one.drift.notable]
    return Measured(
        measure=1.0,
        summary=f"Columns that drift from {split.values[0]} to {split.values[1]}: {len(found):,} of {len(drifts):,}.",
        findings=(_note(found, split.values),) if found else (),
    )


def _drifts(asked: Sequence[Asked], first: pl.Series, second: pl.Series) -> list[Drifted]:
    """Return how far apart the parts of each column lie that can be compared."""
    found = []
    for column in asked:
        numbers = column.kind is Kind.NUMBER
        values = column.numbers if numbers else column.cells.str.strip_chars().replace({"": None})
        compare = drift_of_numbers if numbers else drift_of_values
        drift = compare(values.filter(first), values.filter(second), tests=len(asked))
        if drift is not None:
            found.append(Drifted(column=column.name, drift=drift))
    return found


def _note(found: Sequence[Drifted], parts: tuple[str, str]) -> Finding:
    largest = sorted(found, key=lambda one: (-one.drift.effect, one.column))
    named = (f"{one.column} ({_told(one.drift)})" for one in largest[:MOST_NAMED])
    more = len(found) - MOST_NAMED
    return Finding(
        severity=Severity.NOTE,
        message=f"As parts of other times do, {parts[1]} differs from {parts[0]} in {count_of(len(found), 'column')}: "
        f"{', '.join(named)}{f' and {more:,} more' if more > 0 else ''}.",
        fix="See that these columns mean the same in both parts, and say in the data card what changed.",
        count=len(found),
    )


def _told(drift: Drift) -> str:
    return f"{drift.statistic} {drift.effect:.2f}, index {drift.index:.2f}"
