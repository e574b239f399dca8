"""Writing reviews and decisions: a person does, with a reason, and nothing is erased."""

from __future__ import annotations

from typing import BinaryIO
from uuid import UUID

from django.db import transaction

from hiring.accounts.models import Member
from hiring.accounts.names import name_in
from hiring.assessments.models import Attempt
from hiring.audit.services import record
from hiring.decisions.kinds import REVEALING, Kind
from hiring.decisions.models import Decision, Review
from hiring.grading.queries import latest_run
from hiring.lib.leases import LEASED, QUEUED
from hiring.lib.refused import Refused
from hiring.lib.storage import open_digest
from hiring.submissions.models import Submission

SHORTEST_REASON = 10


@transaction.atomic
def decide(*, submission: Submission, kind: str, reason: str, by: Member, after: UUID | None = None) -> Decision:
    """Record what a member decided about an attempt, having read one of its submissions; earlier ones stay.

    ``after`` is the latest decision the member knew of: one made meanwhile is to be read first. The first decision that
    advances or declines reveals whose attempt it is, and the audit log says by whom.
    """
    refuse_unreasoned(kind, reason)
    attempt = Attempt.objects.select_for_update().get(pk=submission.attempt_id)
    refuse_ungraded(submission)
    earlier = list(attempt.decisions.order_by("-created_at"))
    refuse_overtaken(earlier[0] if earlier else None, after)
    decision = Decision.objects.create(
        attempt=attempt, submission=submission, kind=kind, reason=reason.strip(), decided_by=by.person
    )
    facts = {"kind": kind, "submission": str(submission.pk), "decision": str(decision.pk)}
    record_by(by, "attempt.decided", "attempt", attempt.pk, **facts)
    if kind in REVEALING and not any(one.kind in REVEALING for one in earlier):
        record_by(by, "identity.revealed", "attempt", attempt.pk, decision=str(decision.pk))
    return decision


def refuse_unreasoned(kind: str, reason: str) -> None:
    """Refuse a decision of no known kind or without a reason."""
    if kind not in Kind.values:
        raise Refused("no_such_decision", "A decision is advance, hold or decline. Choose one.", status=422)
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused("reason_missing", f"Say why, in at least {SHORTEST_REASON} characters.", status=422)


def refuse_ungraded(submission: Submission) -> None:
    """Refuse to decide on a submission that is still being graded; one we failed to grade may be read by people."""
    if latest_run(submission).state in (QUEUED, LEASED):
        raise Refused("still_grading", f"Submission {submission.number} is still being graded. Read its report first.")


def refuse_overtaken(latest: Decision | None, known: UUID | None) -> None:
    """Refuse to decide over a decision that was made since the member last looked."""
    if latest is not None and latest.pk != known:
        decider = name_in(latest.attempt.invitation.cohort.version.assessment.organisation, latest.decided_by)
        raise Refused(
            "decided_meanwhile",
            f"{decider} has decided to {latest.kind} since you opened this page. Read why, then decide again "
            "if you still want to.",
        )


@transaction.atomic
def write_review(*, submission: Submission, notes: str, by: Member) -> Review:
    """Keep a member's notes on a submission; each member has one review of it and may reword it."""
    if not notes.strip():
        raise Refused("notes_missing", "The review is empty. Write what you saw.", status=422)
    review, _ = Review.objects.update_or_create(
        submission=submission, reviewer=by.person, defaults={"notes": notes.strip()}
    )
    record_by(by, "submission.reviewed", "submission", submission.pk, review=str(review.pk))
    return review


def open_bundle(*, submission: Submission, by: Member) -> BinaryIO:
    """Open the bytes a candidate handed in for a member to take away; the audit log says who did."""
    stream = open_digest(submission.digest)
    record_by(by, "bundle.taken", "submission", submission.pk, digest=submission.digest)
    return stream


def record_by(member: Member, verb: str, subject_kind: str, subject: UUID, **facts: str) -> None:
    """Write one line about what a member did into the organisation's audit log."""
    record(
        actor=member.person_id,
        organisation=member.organisation_id,
        verb=verb,
        subject_kind=subject_kind,
        subject=str(subject),
        facts=facts,
    )
