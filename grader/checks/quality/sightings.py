"""What a quality check saw in rows of the sample, and what it makes of it: findings, and a measure by rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from grader.finding import Finding, Severity
from grader.measures.grades import falling
from grader.tables import Sample

WORST = 0.01
FEW = 5


@dataclass(frozen=True, kw_only=True)
class Sighting:
    """Rows (counted from 0, over all files) where a check saw one thing, in one column or in the row as a whole.

    ``secret`` keeps the cells out of the finding; ``whole`` is about the column as such, so that no row is listed.
    """

    rows: pl.Series
    message: str
    fix: str
    column: str | None = None
    severity: Severity = Severity.ERROR
    secret: bool = False
    whole: bool = False
    limit: str | None = None


def findings_of(sample: Sample, sightings: Sequence[Sighting]) -> tuple[Finding, ...]:
    """Return one finding for each sighting, with its rows and cells."""
    return tuple(_finding(sample, sighting) for sighting in sightings)


def rows_in_error(sightings: Sequence[Sighting]) -> int:
    """Return how many rows have at least one sighting that is an error."""
    errors = [sighting.rows for sighting in sightings if sighting.severity is Severity.ERROR]
    return pl.concat(errors).n_unique() if errors else 0


def measure_by_rows(sample: Sample, wrong: int) -> float:
    """Return 1 with no row wrong, falling to 0 at one row in a hundred, or at five rows where that is more."""
    return falling(wrong / sample.rows, worst=worst_share(sample.rows)) if sample.rows else 0.0


def worst_share(rows: int) -> float:
    """Return the share of rows at which a measure reaches 0: a hundredth, and never less than five rows."""
    return max(WORST, FEW / rows)


def some(values: pl.Series, *, most: int = 3) -> str:
    """Return a few values for a sentence, quoted and shortened, and how many more there are."""
    shown = [f"“{value[:40]}…”" if len(value) > 41 else f"“{value}”" for value in values.head(most).to_list()]
    more = len(values) - len(shown)
    return ", ".join(shown) + (f" and {more:,} more" if more else "")


def count_of(number: int, noun: str) -> str:
    """Return a number with its noun: ``1 cell``, ``2,000 cells``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _finding(sample: Sample, sighting: Sighting) -> Finding:
    listed = [] if sighting.whole else sighting.rows.head(1_000).to_list()
    place = sample.place(listed, sighting.column)
    return Finding(
        severity=sighting.severity,
        message=sighting.message,
        fix=sighting.fix,
        place=replace(place, values=()) if sighting.secret else place,
        count=len(sighting.rows),
        limit=sighting.limit,
    )
