"""Where an attempt stands in its cohort: the score among the others, each criterion against their middle half."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hiring.decisions.queries.cohorts import CohortFigures
from hiring.grading.reading import Part, Reading
from hiring.grading.unasked import Line

BINS = 20
WHOLE = 100
LOST_DECIMALS = 1


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
    return [
        Compared(
            part=part,
            middle=middle_points(part, cohort.middle_half(part.id)),
            notable=notable([line for line in reading.lines if line.criterion == part.id]),
        )
        for part in reading.criteria
    ]


def middle_points(part: Part, middle: tuple[float, float] | None) -> tuple[float, float] | None:
    """Turn shares of a criterion into points of it; a criterion with nothing weighed has none."""
    if middle is None or not part.of:
        return None
    return middle[0] * part.of, middle[1] * part.of


def notable(lines: Sequence[Line]) -> str:
    """Return what cost most among a criterion's checks; where nothing did, what the weightiest of them says."""
    counted = [line for line in lines if line.counts]
    if not counted:
        return "Nothing could be asked here."
    most = max(counted, key=lambda line: (round(line.lost, LOST_DECIMALS), line.of))
    return most.said or most.title


def tally(lines: Iterable[Line]) -> str:
    """Return how many checks ended how, in words, the most frequent first."""
    return ", ".join(f"{count} {word}" for word, count in Counter(line.word for line in lines).most_common())
