"""Writing reviews and decisions: a person does, with a reason, and nothing is erased."""

from __future__ import annotations

from django.db import transaction

from hiring.accounts.models import Member
from hiring.assessments.models import Attempt
from hiring.audit.services import record
from hiring.decisions.models import Decision, Review
from hiring.lib.refused import Refused
from hiring.submissions.models import Submission

SHORTEST_REASON = 10


@transaction.atomic
def decide(*, submission: Submission, kind: str, reason: str, by: Member) -> Decision:
    """Record what a member decided about an attempt, having read one of its submissions; earlier ones stay."""
    if kind not in Decision.Kind.values:
        raise Refused("no_such_decision", "A decision is advance, hold or decline. Choose one.", status=422)
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused(
            "reason_missing",
            f"Say why, in at least {SHORTEST_REASON} characters: the candidate is owed a reason.",
            status=422,
        )
    attempt = Attempt.objects.select_for_update().get(pk=submission.attempt_id)
    decision = Decision.objects.create(
        attempt=attempt, submission=submission, kind=kind, reason=reason.strip(), decided_by=by.person
    )
    record(
        actor=by.person_id,
        organisation=by.organisation_id,
        verb="attempt.decided",
        subject_kind="attempt",
        subject=str(attempt.pk),
        facts={"kind": kind, "submission": str(submission.pk), "decision": str(decision.pk)},
    )
    return decision


@transaction.atomic
def write_review(*, submission: Submission, notes: str, by: Member) -> Review:
    """Keep a member's notes on a submission; each member has one review of it and may reword it."""
    if not notes.strip():
        raise Refused("notes_missing", "The review is empty. Write what you saw.", status=422)
    review, _ = Review.objects.update_or_create(
        submission=submission, reviewer=by.person, defaults={"notes": notes.strip()}
    )
    record(
        actor=by.person_id,
        organisation=by.organisation_id,
        verb="submission.reviewed",
        subject_kind="submission",
        subject=str(submission.pk),
        facts={"review": str(review.pk)},
    )
    return review
