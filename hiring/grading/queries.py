"""Reading runs and reports: where a submission stands, what was found, how many more may be handed in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef

from grader.report import parse_report
from hiring.assessments.models import Attempt
from hiring.grading.changes import Changes, changes_since
from hiring.grading.models import Report, Run
from hiring.grading.reading import Reading, read
from hiring.lib.leases import FAILED, LEASED, QUEUED, ahead_of
from hiring.submissions.models import Submission


@dataclass(frozen=True, kw_only=True)
class Quota:
    """How many bundles an attempt may usually hand in, how many it did, and how many of those were ``given_back``."""

    usual: int
    handed_in: int
    given_back: int

    @property
    def allowed(self) -> int:
        """How many it may hand in altogether."""
        return self.usual + self.given_back

    @property
    def left(self) -> int:
        """How many it may still hand in."""
        return max(0, self.allowed - self.handed_in)

    @property
    def said(self) -> str:
        """The same in words: "2 of 5 left; 2 were given back"."""
        back = f"; {self.given_back} {'was' if self.given_back == 1 else 'were'} given back" if self.given_back else ""
        return f"{self.left} of {self.usual} left{back}"


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


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that happened to a submission: received, queued, graded or failed.

    ``cause`` says why it failed, or why it was queued anew.
    """

    at: datetime
    kind: str
    cause: str = ""


def events_of(submission: Submission) -> list[Event]:
    """Return what happened to a submission, in order; every grading anew is queued and ends on its own."""
    events = [Event(at=submission.received_at, kind="received")]
    for run in submission.runs.order_by("created_at").prefetch_related("setbacks"):
        events += events_of_run(run)
    return events


def events_of_run(run: Run) -> Iterator[Event]:
    """Yield what happened to one run: each try that came to nothing put it back, unless it was the last."""
    yield Event(at=run.created_at, kind=QUEUED)
    setbacks = sorted(run.setbacks.all(), key=lambda setback: setback.created_at)
    for setback in setbacks:
        last = run.state == FAILED and setback is setbacks[-1]
        yield Event(at=setback.created_at, kind=FAILED if last else QUEUED, cause=setback.cause)
    if run.finished_at:
        yield Event(at=run.finished_at, kind=run.state)


def latest_run(submission: Submission) -> Run:
    """Return the run a submission is judged by: its latest."""
    return submission.runs.latest("created_at")


def report_for(submission: Submission) -> Report | None:
    """Return the report of a submission's latest graded run, or None while there is none."""
    return Report.objects.filter(run__submission=submission).select_related("run").order_by("-created_at").first()


def changes_before(submission: Submission, now: Reading) -> Changes | None:
    """Return what changed in the public part since what was last handed in before and graded; None if nothing was."""
    earlier = Report.objects.filter(
        run__submission__attempt=submission.attempt_id, run__submission__number__lt=submission.number
    )
    before = earlier.select_related("run__submission").order_by("-run__submission__number", "-created_at").first()
    if before is None:
        return None
    return changes_since(before.run.submission.number, read(parse_report(before.public.encode())), now)


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
    """Return how many bundles an attempt may hand in: what its version allows, and one for each we failed to grade."""
    return quotas_of([attempt])[attempt.pk]


def quotas_of(attempts: Iterable[Attempt]) -> dict[UUID, Quota]:
    """Return the quota of each of these attempts, by its id, in as many queries for many as for one.

    At most as many again are given back, lest a bundle that breaks the gate be handed in for ever.
    """
    usual = {attempt.pk: attempt.invitation.cohort.version.submissions_allowed for attempt in attempts}
    later = Run.objects.filter(submission=OuterRef("submission"), created_at__gt=OuterRef("created_at"))
    failed = Run.objects.filter(~Exists(later), submission__attempt__in=usual, state=FAILED)
    given_back = Counter(failed.values_list("submission__attempt", flat=True))
    handed_in = Counter(Submission.objects.filter(attempt__in=usual).values_list("attempt", flat=True))
    return {
        pk: Quota(usual=most, handed_in=handed_in[pk], given_back=min(given_back[pk], most))
        for pk, most in usual.items()
    }
