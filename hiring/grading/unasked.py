"""Checks that could not be asked, gathered under the cause they share, so that it is told once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from grader.families import Visibility
from grader.finding import Finding
from grader.report import Blame, Outcome, Status, first_cause

FEWEST = 2
AWAITED = re.compile(r"\b([A-Z]{3}\d{3}) (?:failed|was skipped):")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One check: ``points`` of ``of`` as the rubric gives them, and how much of the whole hundred it ``lost``.

    ``word`` says how it ended, in the colour ``tone`` (good, warn, bad, or none for what is nobody's fault);
    ``instead`` says why there are no points; ``criterion`` is the one it weighs in; ``seen_by`` is who may know how it
    ended.
    """

    code: str
    family: str
    criterion: str | None
    seen_by: Visibility
    title: str
    word: str
    tone: str
    said: str
    points: float
    of: float
    lost: float
    instead: str
    findings: tuple[Finding, ...]
    unshown: int

    @property
    def counts(self) -> bool:
        """Whether the check weighs anything in this report."""
        return self.of > 0


@dataclass(frozen=True, kw_only=True)
class Cause:
    """One cause that kept several checks from being asked; ``of`` are the points they would have brought."""

    said: str
    of_bundle: bool
    lines: tuple[Line, ...]

    @property
    def of(self) -> float:
        """The points that hang on it."""
        return sum(line.of for line in self.lines)


def causes_of(pairs: Iterable[tuple[Outcome, Line]]) -> tuple[Cause, ...]:
    """Return the causes that several skipped checks share, the dearest first."""
    found: dict[tuple[str, bool], list[Line]] = {}
    for outcome, line in pairs:
        if outcome.status is Status.SKIPPED:
            key = first_cause(outcome), outcome.blame is Blame.BUNDLE
            found.setdefault(key, []).append(line)
    causes = [
        Cause(said=said, of_bundle=of_bundle, lines=tuple(lines))
        for (said, of_bundle), lines in found.items()
        if len(lines) >= FEWEST
    ]
    return tuple(sorted(causes, key=lambda cause: -sum(line.lost for line in cause.lines)))


def awaited_in(outcomes: Iterable[Outcome]) -> frozenset[str]:
    """Return the codes of checks whose end kept others from being asked: what they lack is mended first."""
    skipped = [one.cause for one in outcomes if one.status is Status.SKIPPED]
    return frozenset(code for cause in skipped for code in AWAITED.findall(cause))


def tells(sentence: str, finding: Finding) -> bool:
    """Say whether a sentence tells all of a finding: the file and the remedy, which nothing else names together."""
    return bool(finding.fix) and finding.fix in sentence and (finding.place.file or "") in sentence
