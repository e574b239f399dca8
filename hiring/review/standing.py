"""Where an attempt stands in its cohort: the score among the others, each criterion against their middle half."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hiring.decisions.queries.cohorts import CohortFigures
from hiring.grading.reading import Line, Part, Reading

BINS = 20
WHOLE = 100
NOTHING = 0.05


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One criterion: its points, the cohort's middle half in the same points, and what is most notable about it."""

    part: Part
    middle: tuple[float, float] | None
    notable: str


def counts_of(scores: Sequence[float]) -> list[int]:
    """Count scores in equal bins from 0 to 100; a full hundred belongs to the last."""
    counts = [0] * BINS
    for score in scores:
        counts[min(int(score * BINS / WHOLE), BINS - 1)] += 1
    return counts


def compare(reading: Reading, cohort: CohortFigures) -> list[Compared]:
    """Return each criterion of a report as it stands in the cohort."""
    lines = (*reading.to_mend, *reading.rest)
    return [
        Compared(
            part=part,
            middle=middle_points(part, cohort.middle_half(part.id)),
            notable=notable([line for line in lines if line.criterion == part.id]),
        )
        for part in reading.criteria
    ]


def middle_points(part: Part, middle: tuple[float, float] | None) -> tuple[float, float] | None:
    """Turn shares of a criterion into points of it; a criterion with nothing weighed has none."""
    if middle is None or not part.of:
        return None
    return middle[0] * part.of, middle[1] * part.of


def notable(lines: Sequence[Line]) -> str:
    """Return what cost most among a criterion's checks, or that nothing did."""
    counted = [line for line in lines if line.counts]
    if not counted:
        return "Nothing could be asked here."
    dearest = max(counted, key=lambda line: line.lost)
    if dearest.lost < NOTHING:
        return f"All {len(counted)} checks passed." if len(counted) > 1 else "Its one check passed."
    return dearest.said or dearest.title
