"""Opening an attempt, giving it more time and ending it early."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from hiring.accounts.models import Person
from hiring.assessments.invitations import refuse_start
from hiring.assessments.models import Attempt, Cohort, Extension, Invitation
from hiring.assessments.pseudonyms import new_pseudonym
from hiring.audit.services import Fact, record
from hiring.lib.refused import Refused

MOST_EXTRA_MINUTES = 60 * 24 * 60


@transaction.atomic
def open_attempt(*, invitation: Invitation, candidate: Person) -> Attempt:
    """Start the clock: open the one attempt of an invitation, for the person it was sent to and nobody else."""
    # The cohort first, as inviting does: its pseudonyms differ.
    Cohort.objects.select_for_update(no_key=True).get(pk=invitation.cohort_id)
    invitations = Invitation.objects.select_for_update(of=("self",), no_key=True)
    locked = invitations.select_related("cohort__version__assessment").get(pk=invitation.pk)
    refuse_start(locked, candidate)
    taken = set(Attempt.objects.filter(invitation__cohort=locked.cohort).values_list("pseudonym", flat=True))
    attempt = Attempt.objects.create(
        invitation=locked, candidate=candidate, pseudonym=new_pseudonym(taken), started_at=timezone.now()
    )
    record_about(attempt, "attempt.started", candidate)
    return attempt


@transaction.atomic
def extend_attempt(*, attempt: Attempt, minutes: int, reason: str, by: Person) -> Extension:
    """Give an attempt more time, before or after its deadline."""
    if not 0 < minutes <= MOST_EXTRA_MINUTES:
        raise Refused(
            "unreasonable_extension",
            f"An extension is between 1 and {MOST_EXTRA_MINUTES} minutes (60 days); {minutes} is not.",
            status=422,
        )
    extension = Extension.objects.create(attempt=attempt, minutes=minutes, reason=reason.strip(), granted_by=by)
    record_about(attempt, "attempt.extended", by, minutes=minutes)
    return extension


@transaction.atomic
def withdraw_attempt(*, attempt: Attempt, by: Person) -> Attempt:
    """End an attempt at the candidate's wish; what was handed in stays, and nothing counts against them."""
    locked = Attempt.objects.select_for_update().get(pk=attempt.pk)
    if locked.withdrawn_at is None:
        locked.withdrawn_at = timezone.now()
        locked.save(update_fields=("withdrawn_at",))
        record_about(locked, "attempt.withdrawn", by)
    return locked


def record_about(attempt: Attempt, verb: str, by: Person | None, **facts: Fact) -> None:
    """Write one line about an attempt into its organisation's audit log."""
    record(
        actor=by.pk if by else None,
        organisation=attempt.invitation.cohort.version.assessment.organisation_id,
        verb=verb,
        subject_kind="attempt",
        subject=str(attempt.pk),
        facts=dict(facts),
    )
