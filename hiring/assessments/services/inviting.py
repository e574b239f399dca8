"""Inviting people, taking invitations back and finding one by its token."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from hiring.accounts.models import Person
from hiring.accounts.services import person_with_email
from hiring.assessments.mail import post_invitation
from hiring.assessments.models import Cohort, Invitation
from hiring.assessments.tokens import hash_of
from hiring.audit.services import record
from hiring.lib.refused import Refused

VALID_FOR = timedelta(days=21)


@transaction.atomic
def invite(*, cohort: Cohort, email: str, name: str, by: Person) -> tuple[Invitation, str]:
    """Offer a cohort's assessment to one address, by letter; return the invitation and its token, kept nowhere else.

    An invitation that expired or was withdrawn is renewed by a new token; one that still holds is refused. Whether it
    was started makes no difference, lest whoever invites again be told who did; the new link then opens the attempt.
    """
    person = person_with_email(email=email)
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    earlier = cohort.invitations.select_for_update().filter(person=person).first()
    if earlier is not None:
        refuse_holding(earlier)
    invitation = earlier or Invitation(cohort=cohort, person=person)
    token = secrets.token_urlsafe(32)
    invitation.name = name.strip() or invitation.name
    invitation.invited_by = by
    invitation.token_hash = hash_of(token)
    invitation.expires_at = timezone.now() + VALID_FOR
    invitation.withdrawn_at = None
    invitation.save()
    post_invitation(invitation, token)
    record(
        actor=by.pk,
        organisation=cohort.version.assessment.organisation_id,
        verb="candidate.invited",
        subject_kind="invitation",
        subject=str(invitation.pk),
        facts={"cohort": str(cohort.pk), "person": str(person.pk)},
    )
    return invitation, token


def refuse_holding(invitation: Invitation) -> None:
    """Refuse to invite again to what still holds."""
    if invitation.withdrawn_at is None and invitation.expires_at > timezone.now():
        raise Refused(
            "already_invited",
            f"{invitation.person.email} is already invited to {invitation.cohort.name}. If the letter is lost, the "
            "invitation is on their own pages after they sign in with that address.",
        )


@dataclass(frozen=True, kw_only=True)
class Invited:
    """What came of inviting several people: invitations with their tokens, and a sentence for each refusal."""

    sent: tuple[tuple[Invitation, str], ...]
    refused: tuple[str, ...]


def invite_many(*, cohort: Cohort, people: Iterable[tuple[str, str]], by: Person) -> Invited:
    """Invite each ``(address, name)`` on its own, so that one refusal doesn't stop the others."""
    sent, refused = [], []
    for email, name in people:
        try:
            sent.append(invite(cohort=cohort, email=email, name=name, by=by))
        except Refused as refusal:
            refused.append(refusal.sentence)
    return Invited(sent=tuple(sent), refused=tuple(refused))


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: Person) -> Invitation:
    """Take back an invitation nobody has started; the link then says so."""
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if hasattr(locked, "attempt"):
        raise Refused("already_started", "This attempt has started, so its invitation can't be withdrawn.")
    if locked.withdrawn_at is None:
        locked.withdrawn_at = timezone.now()
        locked.save(update_fields=("withdrawn_at",))
        record(
            actor=by.pk,
            organisation=locked.cohort.version.assessment.organisation_id,
            verb="invitation.withdrawn",
            subject_kind="invitation",
            subject=str(locked.pk),
            facts={},
        )
    return locked
