"""Reading runs and reports: where a submission stands, what was found, how many more may be handed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from grader.report import parse_report
from hiring.assessments.models import Attempt
from hiring.grading.models import Report, Run
from hiring.lib.leases import FAILED, LEASED, QUEUED, ahead_of
from hiring.submissions.models import Submission


@dataclass(frozen=True, kw_only=True)
class Quota:
    """How many bundles an attempt may hand in altogether, and how many of them are left."""

    allowed: int
    left: int


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Where a submission's latest run stands; ``position`` is 1 for the next in the queue, None once it was taken."""

    state: str
    position: int | None
    waiting_since: datetime
    attempts: int
    most_attempts: int
    next_attempt_at: datetime
    took: timedelta | None
    cause: str

    @property
    def ended(self) -> bool:
        """Whether nothing more happens by itself."""
        return self.state not in (QUEUED, LEASED)

    @property
    def failed(self) -> bool:
        """Whether it ended through our fault."""
        return self.state == FAILED


def latest_run(submission: Submission) -> Run:
    """Return the run a submission is judged by: its latest."""
    return submission.runs.latest("created_at")


def report_for(submission: Submission) -> Report | None:
    """Return the report of a submission's latest graded run, or None while there is none."""
    return Report.objects.filter(run__submission=submission).select_related("run").order_by("-created_at").first()


def public_score(report: Report) -> float | None:
    """Return the score of a report's public part, which is what its candidate may know."""
    score = parse_report(report.public.encode()).score
    return score.value if score else None


def progress_of(submission: Submission) -> Progress:
    """Return where a submission stands."""
    run = latest_run(submission)
    return Progress(
        state=run.state,
        position=position_of(run),
        waiting_since=run.created_at,
        attempts=run.attempts,
        most_attempts=Run.MOST_ATTEMPTS,
        next_attempt_at=run.next_attempt_at,
        took=run.finished_at - run.created_at if run.finished_at else None,
        cause=run.cause,
    )


def position_of(run: Run) -> int | None:
    """Return a waiting run's place in the queue, or None when it doesn't wait."""
    if run.state != QUEUED:
        return None
    return 1 + ahead_of(run)


def quota_of(attempt: Attempt) -> Quota:
    """Return how many bundles an attempt may hand in: what its version allows, and one for each we failed to grade.

    At most as many again are given back, lest a bundle that breaks the gate be handed in for ever.
    """
    later = Run.objects.filter(submission=OuterRef("submission"), created_at__gt=OuterRef("created_at"))
    given_back = Run.objects.filter(~Exists(later), submission__attempt=attempt, state=FAILED).count()
    usual = attempt.invitation.cohort.version.submissions_allowed
    allowed = usual + min(given_back, usual)
    return Quota(allowed=allowed, left=max(0, allowed - attempt.submissions.count()))
