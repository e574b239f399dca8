"""Reading assessments, invitations and attempts, each only for whoever may see it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from grader.digests import canonical
from hiring.accounts.models import Member, Organisation, Person
from hiring.accounts.names import called_by
from hiring.assessments.models import Assessment, Attempt, Cohort, Invitation
from hiring.assessments.tokens import hash_of
from hiring.keys.queries import jwks
from hiring.lib.refused import Refused
from hiring.lib.rows import first_or_refuse

WHOLE_INVITATION = ("cohort__version__assessment__organisation", "invited_by", "attempt")
WHOLE_ATTEMPT = "invitation__cohort__version__assessment__organisation"


def invitation_by_token(token: str) -> Invitation:
    """Return the invitation a link names; refuse a link that names none."""
    return first_or_refuse(
        Invitation.objects.filter(token_hash=hash_of(token)).select_related(*WHOLE_INVITATION),
        "no_such_invitation",
        "This link names no invitation. Check that it was copied whole, or ask the organisation for a new one.",
    )


def invitation_for_candidate(candidate: Person, invitation_id: UUID) -> Invitation:
    """Return one invitation that was sent to the candidate; refuse any other as if it didn't exist."""
    invitations = Invitation.objects.filter(person=candidate, pk=invitation_id).select_related(*WHOLE_INVITATION)
    return first_or_refuse(invitations, "no_such_invitation", "You have no invitation at this address.")


def attempts_of(candidate: Person) -> QuerySet[Attempt]:
    """Return a candidate's attempts, latest first."""
    return (
        Attempt.objects.filter(candidate=candidate)
        .select_related(WHOLE_ATTEMPT, "invitation__invited_by")
        .prefetch_related("extensions")
        .order_by("-started_at")
    )


def open_invitations_of(candidate: Person) -> QuerySet[Invitation]:
    """Return the invitations a candidate has not started, latest first."""
    return (
        Invitation.objects.filter(person=candidate, attempt=None, withdrawn_at=None)
        .select_related("cohort__version__assessment__organisation")
        .order_by("-created_at")
    )


def attempt_for_candidate(candidate: Person, attempt_id: UUID) -> Attempt:
    """Return one of the candidate's own attempts; refuse any other as if it didn't exist."""
    attempts = attempts_of(candidate).filter(pk=attempt_id)
    return first_or_refuse(attempts, "no_such_attempt", "You have no attempt at this address.")


def assessments_for(member: Member) -> QuerySet[Assessment]:
    """Return the assessments of a member's organisation, by title, with how many were invited to how many cohorts."""
    return (
        Assessment.objects.filter(organisation=member.organisation)
        .prefetch_related("versions")
        .annotate(
            cohorts=Count("versions__cohorts", distinct=True),
            invited=Count("versions__cohorts__invitations", distinct=True),
        )
        .order_by("title", "pk")
    )


def assessment_for_member(member: Member, assessment_id: UUID) -> Assessment:
    """Return one assessment of the member's organisation; refuse any other as if it didn't exist."""
    assessments = assessments_for(member).filter(pk=assessment_id)
    return first_or_refuse(assessments, "no_such_assessment", "Your organisation has no assessment at this address.")


def cohorts_for(member: Member) -> QuerySet[Cohort]:
    """Return the cohorts of a member's organisation, latest first, with how many were invited and started."""
    return (
        Cohort.objects.filter(version__assessment__organisation=member.organisation)
        .select_related("version__assessment")
        .annotate(invited=Count("invitations", distinct=True), started=Count("invitations__attempt", distinct=True))
        .order_by("-created_at")
    )


def cohort_for_member(member: Member, cohort_id: UUID) -> Cohort:
    """Return one cohort of the member's organisation; refuse any other as if it didn't exist."""
    cohorts = cohorts_for(member).filter(pk=cohort_id)
    return first_or_refuse(cohorts, "no_such_cohort", "Your organisation has no cohort at this address.")


def attempts_for(member: Member) -> QuerySet[Attempt]:
    """Return the attempts a member's organisation invited, latest first, without the member's own if they sat one."""
    return (
        Attempt.objects.filter(invitation__cohort__version__assessment__organisation=member.organisation)
        .exclude(candidate=member.person_id)
        .select_related(WHOLE_ATTEMPT)
        .order_by("-started_at")
    )


def names_in(organisation: Organisation, person: Person) -> tuple[str, ...]:
    """Return every name an organisation has for somebody, as a candidate and as a member."""
    invited = Invitation.objects.filter(cohort__version__assessment__organisation=organisation, person=person)
    member = organisation.members.filter(person=person)
    names = {*invited.values_list("name", flat=True), *member.values_list("name", flat=True)}
    return tuple(sorted(names - {""}))


def refuse_own(member: Member, attempt_id: UUID) -> None:
    """Refuse a member's own attempt: to review it would show them what is hidden from candidates."""
    own = Attempt.objects.filter(pk=attempt_id, candidate=member.person_id)
    if own.filter(invitation__cohort__version__assessment__organisation=member.organisation).exists():
        raise Refused(
            "own_attempt",
            "This attempt is your own. Your colleagues review it; you find it on your overview as a candidate.",
            status=403,
        )


def extensions_of(attempt: Attempt) -> QuerySet[Any]:
    """Return the extra time an attempt was granted, earliest first, with its ``granter``."""
    granter = called_by("attempt__invitation__cohort__version__assessment__organisation", "granted_by")
    return attempt.extensions.annotate(granter=granter).order_by("created_at", "pk")


def brief_document(attempt: Attempt) -> bytes:
    """Return the brief an attempt's gate reads: the version's, with the attempt and the trusted keys filled in."""
    brief: dict[str, Any] = attempt.invitation.cohort.version.brief
    return canonical({**brief, "attempt": str(attempt.pk), "trusted_keys": jwks()})


def rubric_document(attempt: Attempt) -> bytes:
    """Return the rubric an attempt's gate weighs by."""
    return canonical(attempt.invitation.cohort.version.rubric)
