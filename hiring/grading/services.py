"""The road of a run: opened with its submission, graded in confinement, recorded once, or failed as our fault."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from grader.digests import digest_of
from grader.families import Visibility
from grader.report import Outcome, Status, parse_report, public_part, to_json
from grader.watermark import LARGEST as LARGEST_WATERMARKS
from hiring.audit.services import record
from hiring.confine import NotConfined
from hiring.grading.confined import GateFailed, grade_confined
from hiring.grading.mail import post_report_ready
from hiring.grading.models import GRADED, Report, Run, Setback
from hiring.keys.services import sign_claims
from hiring.lib.leases import FAILED, LostLease, due, expire, finish, give_back, next_turn, renew
from hiring.lib.refused import Refused
from hiring.lib.storage import put
from hiring.market.queries import answer_key_of, watermarks_of
from hiring.reputation.services import Earned, credit
from hiring.submissions.models import Submission

log = structlog.get_logger(__name__)

RENEWALS_PER_LEASE = 4
BACK_OFF_SECONDS = 5
OVERDUE_SECONDS = 2
# More would only fill the broker: nobody grades this many between two sweeps.
MOST_AT_ONCE = 20
STOPPED = "The worker that graded it stopped."


@transaction.atomic
def open_run(*, submission: Submission) -> Run:
    """Open the run of a new submission, in the transaction that receives it; its organisation waits its turn."""
    party = organisation_of(submission)
    return Run.objects.create(submission=submission, party=party, turn=next_turn(Run, party))


def organisation_of(submission: Submission) -> UUID:
    """Return which organisation's candidate handed it in."""
    return submission.attempt.invitation.cohort.version.assessment.organisation_id


def grade_run(*, run: Run) -> None:
    """Grade a leased run to its end: a report, another try later, or a failure that is our fault."""
    submission = run.submission
    named = {"run": str(run.pk), "submission_id": str(submission.pk), **submission.traced}
    with structlog.contextvars.bound_contextvars(**named):
        try:
            body = grade_confined(submission, hidden=hidden_from(submission), meanwhile=keep_lease(run, time.monotonic))
            report = record_report(run=run, body=body)
            log.info("run graded", report=report.digest)
        except LostLease:
            log.info("lease lost, nothing written", fence=run.fence)
        except (GateFailed, NotConfined, FileNotFoundError, Refused) as problem:
            log.warning("run not graded", attempts=run.attempts, problem=type(problem).__name__)
            fail_or_retry(run=run, cause=cause_of(problem))


def hidden_from(submission: Submission) -> dict[str, str]:
    """Return the digests in storage of what the gate is given and the candidate never sees, by the gate's name for it.

    The same for every grading of a submission, however much later.
    """
    answer_key = answer_key_of(submission.attempt)
    watermarks = watermarks_of(submission.attempt, submission.received_at)
    return {
        **({"answer_key": answer_key} if answer_key else {}),
        **({"watermarks": put(watermarks, most=LARGEST_WATERMARKS).digest} if watermarks else {}),
    }


def keep_lease(run: Run, clock: Callable[[], float]) -> Callable[[], None]:
    """Return what a worker calls while it waits: it renews the lease in time, and raises when it is lost."""
    seconds = settings.RUN_LEASE_SECONDS
    last = clock()

    def meanwhile() -> None:
        nonlocal last
        if clock() - last >= seconds / RENEWALS_PER_LEASE:
            renew(run, seconds=seconds)
            last = clock()

    return meanwhile


def cause_of(problem: Exception) -> str:
    """Return the sentence for a page; a missing file of ours is not named there."""
    return "A stored file could not be read." if isinstance(problem, FileNotFoundError) else str(problem)


@transaction.atomic
def record_report(*, run: Run, body: bytes) -> Report:
    """Store a run's report with its credits and audit line, and end the run: all of it once, or LostLease."""
    report = parse_report(body)
    public = to_json(public_part(report))
    finish(run, state=GRADED, finished_at=timezone.now(), cause="")
    stored = Report.objects.create(
        run=run,
        body=body.decode(),
        public=public.decode(),
        digest=digest_of(body),
        public_digest=digest_of(public),
        score=report.score.value if report.score else None,
        score_low=report.score.low if report.score else None,
        score_high=report.score.high if report.score else None,
        criteria=[asdict(criterion) for criterion in report.criteria],
        receipt=receipt_of(run, digest_of(public)),
    )
    attempt = run.submission.attempt
    if report.score is not None:
        credit(
            candidate=attempt.candidate,
            version=attempt.invitation.cohort.version,
            attempt=attempt.pk,
            run=run.pk,
            earned_at=run.submission.received_at,
            earned=earned_by(report.outcomes),
        )
    post_report_ready(run)
    audit(run, "run.graded", report=stored.digest)
    return stored


def earned_by(outcomes: tuple[Outcome, ...]) -> Iterator[Earned]:
    """Yield what each answered check of a report earned; what was not asked or was our fault earns nothing."""
    for outcome in outcomes:
        if outcome.of > 0 and outcome.status is not Status.HIDDEN:
            yield Earned(
                code=outcome.code,
                family=outcome.family,
                measure=outcome.measure or 0.0,
                points=outcome.of,
                public=outcome.visibility is Visibility.PUBLIC,
            )


def receipt_of(run: Run, public_digest: str) -> str:
    """Return the signature under a report: which submission, which bytes, by which run."""
    claims = {
        "iss": "assay",
        "iat": int(timezone.now().timestamp()),
        "kind": "report",
        "run": str(run.pk),
        "submission": str(run.submission_id),
        "attempt": str(run.submission.attempt_id),
        "bundle": run.submission.digest,
        "digest": public_digest,
        **run.submission.traced,
    }
    return sign_claims(claims, typ="assay-receipt+jwt")


@transaction.atomic
def fail_or_retry(*, run: Run, cause: str) -> None:
    """Give a run back for another try, or fail it when its tries are used up."""
    try:
        give_back(run, after=BACK_OFF_SECONDS * run.attempts, cause=cause)
    except LostLease:
        return
    note_setback(run, cause)


@transaction.atomic
def return_expired() -> None:
    """Return the runs of workers that died to the queue; fail those that have had their tries."""
    for run in expire(Run, cause=STOPPED):
        note_setback(run, STOPPED)


def note_setback(run: Run, cause: str) -> None:
    """Keep why a try came to nothing, and write a failure into the audit log."""
    Setback.objects.create(run=run, cause=cause)
    if run.state == FAILED:
        audit(run, "run.failed", cause=cause)


def overdue_runs() -> int:
    """Return how many runs wait because nobody answered a doorbell."""
    return len(due(Run, overdue=OVERDUE_SECONDS, most=MOST_AT_ONCE))


def audit(run: Run, verb: str, **facts: str) -> None:
    """Write one line about a run into its organisation's audit log."""
    record(
        actor=None,
        organisation=run.party,
        verb=verb,
        subject_kind="run",
        subject=str(run.pk),
        facts={"submission": str(run.submission_id), **facts},
    )
