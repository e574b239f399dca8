"""A report as people read it: points out of the whole hundred, what to mend first, a word for every outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.families import Visibility
from grader.finding import Finding
from grader.report import Blame, Outcome, Report, Status
from grader.scoring import CriterionScore, Score

WHOLE = 100


@dataclass(frozen=True, kw_only=True)
class Line:
    """One check: ``points`` of ``of`` are its part of the whole hundred, and ``counts`` tells whether it has any.

    ``word`` says how it ended, in the colour ``tone`` (good, warn, bad, or none for what is nobody's fault);
    ``criterion`` is the one it weighs in; ``seen_by`` is who may know how it ended.
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
    findings: tuple[Finding, ...]
    unshown: int

    @property
    def counts(self) -> bool:
        """Whether the check weighs anything in this report."""
        return self.of > 0

    @property
    def lost(self) -> float:
        """How many of the hundred points it cost."""
        return self.of - self.points


@dataclass(frozen=True, kw_only=True)
class Part:
    """One criterion: ``points`` of ``of``, which add up to the score; where ``of`` is 0, ``instead`` says why."""

    id: str
    title: str
    points: float
    of: float
    instead: str


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A whole report; ``to_mend`` begins with what cost most, ``rest`` keeps the order of the catalogue."""

    score: Score | None
    not_scored: str | None
    criteria: tuple[Part, ...]
    to_mend: tuple[Line, ...]
    rest: tuple[Line, ...]
    unread: tuple[Finding, ...]
    passed: int
    shown: int
    hidden: int


def read(report: Report) -> Reading:
    """Return ``report`` as people read it."""
    shares = shares_of(report.criteria)
    lines = [(outcome, line_of(outcome, report.criteria, shares)) for outcome in report.outcomes]
    to_mend = sorted((line for outcome, line in lines if wants_mending(outcome)), key=lambda line: -line.lost)
    asked = [outcome for outcome, _ in lines if outcome.status in (Status.PASSED, Status.FAILED)]
    return Reading(
        score=report.score,
        not_scored=report.not_scored,
        criteria=tuple(part_of(criterion, report.outcomes, shares) for criterion in report.criteria),
        to_mend=tuple(to_mend),
        rest=tuple(line for outcome, line in lines if not wants_mending(outcome)),
        unread=report.unread,
        passed=sum(outcome.status is Status.PASSED for outcome in asked),
        shown=len(asked),
        hidden=report.hidden,
    )


def shares_of(criteria: Sequence[CriterionScore]) -> dict[str, float]:
    """Return what part of the hundred each criterion stands for; those with nothing weighed stand for none."""
    total = sum(criterion.weight for criterion in criteria if criterion.of > 0)
    return {one.id: WHOLE * one.weight / total if one.of > 0 else 0.0 for one in criteria}


def part_of(criterion: CriterionScore, outcomes: Sequence[Outcome], shares: dict[str, float]) -> Part:
    """Return a criterion with its part of the hundred."""
    share = shares[criterion.id]
    points = share * criterion.points / criterion.of if criterion.of > 0 else 0.0
    own = [outcome.status for outcome in outcomes if outcome.criterion == criterion.id]
    instead = "hidden" if Status.HIDDEN in own else "nothing to weigh"
    return Part(id=criterion.id, title=criterion.title, points=points, of=share, instead=instead)


def line_of(outcome: Outcome, criteria: Sequence[CriterionScore], shares: dict[str, float]) -> Line:
    """Return one outcome with its part of the hundred."""
    criterion = next((one for one in criteria if one.id == outcome.criterion), None)
    worth = shares[criterion.id] / criterion.of if criterion and criterion.of > 0 else 0.0
    word, tone = word_for(outcome)
    return Line(
        code=outcome.code,
        family=outcome.family,
        criterion=outcome.criterion,
        seen_by=outcome.visibility,
        title=outcome.title,
        word=word,
        tone=tone,
        said=outcome.summary or outcome.cause,
        points=worth * outcome.points,
        of=worth * outcome.of,
        findings=outcome.findings,
        unshown=outcome.unshown,
    )


def wants_mending(outcome: Outcome) -> bool:
    """Say whether the candidate can win something here: it failed, or their bundle kept it from being asked."""
    return outcome.status is Status.FAILED or outcome.blame is Blame.BUNDLE


def word_for(outcome: Outcome) -> tuple[str, str]:
    """Return the word for how a check ended, and its tone."""
    if outcome.status is Status.FAILED:
        return ("partly", "warn") if outcome.measure else ("failed", "bad")
    if outcome.status is Status.SKIPPED and outcome.blame is Blame.BUNDLE:
        return ("missing", "bad")
    return {
        Status.PASSED: ("passed", "good"),
        Status.SKIPPED: ("not asked", ""),
        Status.CRASHED: ("our side, no points lost", ""),
        Status.HIDDEN: ("hidden", ""),
    }[outcome.status]
