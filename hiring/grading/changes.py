"""What changed between two submissions of one attempt: the score, and every check that moved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from grader.scoring import Score
from hiring.grading.reading import Reading
from hiring.grading.unasked import Line

SHOWN_DECIMALS = 4


@dataclass(frozen=True, kw_only=True)
class Moved:
    """One check that ended otherwise in the later submission."""

    was: Line
    now: Line

    @property
    def gained(self) -> float:
        """How many of the rubric's points the later submission got more, or less where it is below zero."""
        return self.now.points - self.was.points


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What changed since submission ``since``; ``gained`` is None where one of the two has no score.

    ``told_apart`` says whether the scores' likely ranges leave no doubt that one is better.
    """

    since: int
    was: Score | None
    now: Score | None
    moved: tuple[Moved, ...]

    @property
    def gained(self) -> float | None:
        """How many of the hundred points the later submission got more."""
        return self.now.value - self.was.value if self.was and self.now else None

    @property
    def told_apart(self) -> bool:
        """Whether the likely ranges of the two scores are apart."""
        if not self.was or not self.now:
            return False
        return self.now.low > self.was.high or self.was.low > self.now.high


def changes_since(number: int, was: Reading, now: Reading) -> Changes:
    """Return what changed from submission ``number`` to the one read now, what moved most first."""
    earlier = {line.code: line for line in was.lines}
    pairs = (Moved(was=earlier[line.code], now=line) for line in now.lines if line.code in earlier)
    return Changes(since=number, was=was.score, now=now.score, moved=ordered(pairs))


def ordered(pairs: Iterable[Moved]) -> tuple[Moved, ...]:
    """Return the pairs that differ, by how far the check moved."""
    moved = (pair for pair in pairs if ending_of(pair.was) != ending_of(pair.now))
    return tuple(sorted(moved, key=lambda pair: (-abs(pair.gained), pair.now.code)))


def ending_of(line: Line) -> tuple[str, float | None]:
    """Return how a check ended: its word, and the part of its points it got where it has any."""
    return line.word, round(line.points / line.of, SHOWN_DECIMALS) if line.counts else None
