"""How a cohort went: how far its people came, what they scored, and how often each check was passed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from grader.report import Status
from hiring.accounts.models import Member
from hiring.assessments.deadlines import is_open
from hiring.assessments.models import Cohort
from hiring.decisions.queries.cohorts import FEWEST
from hiring.decisions.queries.inbox import Inboxed, inbox_of
from hiring.grading.models import GRADED, Report


@dataclass(frozen=True, kw_only=True)
class Rate:
    """How many of the submissions that a check was ``asked`` of passed it."""

    code: str
    title: str
    passed: int
    asked: int


@dataclass(frozen=True, kw_only=True)
class Course:
    """How many came how far, the ``scores`` of their latest submissions, and each check's rate, the lowest first.

    Whoever withdrew gave up, and whoever let the time run out with nothing handed in.
    """

    started: int
    handed_in: int
    graded: int
    gave_up: int
    scores: tuple[float, ...]
    rates: tuple[Rate, ...]

    @property
    def enough(self) -> bool:
        """Whether there are enough scores to draw."""
        return len(self.scores) >= FEWEST


def course_of(member: Member, cohort: Cohort) -> Course:
    """Return how a cohort went so far."""
    attempts = list(inbox_of(member).filter(invitation__cohort=cohort).prefetch_related("extensions"))
    graded = [one.submission_id for one in attempts if one.run_state == GRADED]
    return Course(
        started=len(attempts),
        handed_in=sum(one.submission_id is not None for one in attempts),
        graded=len(graded),
        gave_up=sum(gave_up(one) for one in attempts),
        scores=tuple(one.score for one in attempts if one.score is not None),
        rates=rates_of(graded),
    )


def gave_up(attempt: Inboxed) -> bool:
    """Say whether a candidate withdrew, or let the time run out with nothing handed in."""
    return attempt.withdrawn_at is not None or (attempt.submission_id is None and not is_open(attempt))


def rates_of(submissions: Collection[UUID]) -> tuple[Rate, ...]:
    """Return how often each check was passed in the latest reports of these submissions."""
    reports = Report.objects.filter(run__submission__in=submissions).order_by("created_at")
    endings = {
        submission: [(one["code"], one["title"], one["status"]) for one in json.loads(body)["outcomes"]]
        for submission, body in reports.values_list("run__submission", "body").iterator()
    }
    counts = Counter(ending for told in endings.values() for ending in told)
    checks = {(code, title) for code, title, _ in counts}
    rates = (rate_of(code, title, counts) for code, title in checks)
    return tuple(sorted((rate for rate in rates if rate.asked), key=lambda rate: (rate.passed / rate.asked, rate.code)))


def rate_of(code: str, title: str, counts: Counter[tuple[str, str, str]]) -> Rate:
    """Return one check's rate; where it was not asked, nothing counts for or against it."""
    passed, failed = counts[code, title, Status.PASSED], counts[code, title, Status.FAILED]
    return Rate(code=code, title=title, passed=passed, asked=passed + failed)
