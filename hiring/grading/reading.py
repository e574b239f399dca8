"""A report as people read it: the rubric's own points, what to mend first, and a word for every outcome."""

from __future__ import annotations

from dataclasses import dataclass

from grader.answer import Answer
from grader.finding import Finding
from grader.render.standing import stands_on
from grader.report import Blame, Outcome, Report, Status
from grader.scoring import WHOLE, CriterionScore, Score, worths_of
from hiring.grading.unasked import Cause, Line, awaited_in, causes_of, tells


@dataclass(frozen=True, kw_only=True)
class Part:
    """One criterion: ``points`` of the ``of`` that are visible, and its ``share`` of the score in percent.

    ``hidden`` are the codes of its checks whose outcome is not shown, ``unasked`` of those that were not asked at no
    cost; where ``of`` is 0, ``instead`` says why.
    """

    id: str
    title: str
    share: float
    points: float
    of: float
    hidden: tuple[str, ...]
    unasked: tuple[str, ...]
    instead: str


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A whole report.

    ``to_mend`` begins with what others wait for, then what cost most; ``rest`` keeps the order of the catalogue.

    Checks that one cause kept from being asked are in ``unasked`` and nowhere else, and so is a cause that ``unread``
    would tell again. ``shown`` counts the outcomes that are not hidden, ``unanswered`` those of them
    that neither passed nor failed. ``stands_on`` says on which part of the points the score stands.
    """

    score: Score | None
    stands_on: str
    not_scored: str | None
    criteria: tuple[Part, ...]
    unasked: tuple[Cause, ...]
    to_mend: tuple[Line, ...]
    rest: tuple[Line, ...]
    unread: tuple[Finding, ...]
    answers: tuple[Answer, ...]
    passed: int
    shown: int
    unanswered: int
    hidden: tuple[Line, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every check."""
        return (*self.to_mend, *(line for cause in self.unasked for line in cause.lines), *self.rest)


def read(report: Report) -> Reading:
    """Return ``report`` as people read it."""
    worths = worths_of(report.criteria)
    pairs = [(outcome, line_of(outcome, worths)) for outcome in report.outcomes]
    unasked = causes_of(pairs)
    awaited = awaited_in(report.outcomes)
    gathered = {line.code for cause in unasked for line in cause.lines}
    alone = [(outcome, line) for outcome, line in pairs if line.code not in gathered]
    said = (report.not_scored or "", *(cause.said for cause in unasked))
    statuses = [outcome.status for outcome in report.outcomes]
    return Reading(
        score=report.score,
        stands_on=stands_on(report),
        not_scored=report.not_scored,
        criteria=tuple(part_of(criterion, report) for criterion in report.criteria),
        unasked=unasked,
        to_mend=tuple(
            sorted(
                (line for one, line in alone if wants_mending(one)),
                key=lambda line: (line.code not in awaited, -line.lost),
            )
        ),
        rest=tuple(line for one, line in alone if not wants_mending(one)),
        unread=tuple(finding for finding in report.unread if not any(tells(sentence, finding) for sentence in said)),
        answers=report.answers,
        passed=statuses.count(Status.PASSED),
        shown=len(statuses) - report.hidden,
        unanswered=statuses.count(Status.SKIPPED) + statuses.count(Status.CRASHED),
        hidden=tuple(line for outcome, line in pairs if outcome.status is Status.HIDDEN),
    )


def part_of(criterion: CriterionScore, report: Report) -> Part:
    """Return a criterion with its share of the score and what of it is hidden or was not asked."""
    own = [one for one in report.outcomes if one.criterion == criterion.id]
    hidden = tuple(one.code for one in own if one.status is Status.HIDDEN)
    return Part(
        id=criterion.id,
        title=criterion.title,
        share=WHOLE * criterion.weight / sum(one.weight for one in report.criteria),
        points=criterion.points,
        of=criterion.of,
        hidden=hidden,
        unasked=tuple(one.code for one in own if one.status is Status.SKIPPED and not one.of),
        instead="hidden" if hidden else "nothing to weigh",
    )


def line_of(outcome: Outcome, worths: dict[str, float]) -> Line:
    """Return one outcome in words, with its points."""
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
        points=outcome.points,
        of=outcome.of,
        lost=worths.get(outcome.criterion or "", 0.0) * (outcome.of - outcome.points),
        instead=instead_of_points(outcome),
        findings=outcome.findings,
        unshown=outcome.unshown,
    )


def instead_of_points(outcome: Outcome) -> str:
    """Say why a check has no points; nothing where the word for its end says so already."""
    if outcome.criterion is None:
        return "not weighed here"
    return "left out" if outcome.status is Status.SKIPPED and not outcome.of else ""


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
