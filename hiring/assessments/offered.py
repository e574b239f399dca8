"""An invitation as its page shows it: what is asked and weighed, and what this visitor may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser

from hiring.accounts.models import Person
from hiring.assessments.invitations import refuse_over
from hiring.assessments.models import Invitation, Version


@dataclass(frozen=True, kw_only=True)
class Weight:
    """One criterion and its share of the score, in percent."""

    title: str
    share: float


@dataclass(frozen=True, kw_only=True)
class Offered:
    """An invitation that is not over.

    ``door`` is what the visitor finds: start, sign_in, someone_else or started; ``attempt`` is set once started.
    """

    invitation: Invitation
    version: Version
    title: str
    organisation: str
    contact: str
    weights: tuple[Weight, ...]
    codes: tuple[str, ...]
    door: str
    attempt: UUID | None


def offered(invitation: Invitation, visitor: Person | AnonymousUser) -> Offered:
    """Return the invitation as ``visitor`` sees it; refuse one that is over."""
    refuse_over(invitation)
    version = invitation.cohort.version
    attempt = getattr(invitation, "attempt", None)
    return Offered(
        invitation=invitation,
        version=version,
        title=version.assessment.title,
        organisation=version.assessment.organisation.name,
        contact=invitation.invited_by.email,
        weights=weights_of(version.rubric),
        codes=tuple(check["code"] for criterion in version.rubric["criteria"] for check in criterion["checks"]),
        door=_door(invitation, visitor),
        attempt=attempt.pk if attempt else None,
    )


def weights_of(rubric: dict[str, Any]) -> tuple[Weight, ...]:
    """Return each criterion's share of the score."""
    whole = sum(criterion["weight"] for criterion in rubric["criteria"])
    return tuple(
        Weight(title=criterion["title"], share=100 * criterion["weight"] / whole) for criterion in rubric["criteria"]
    )


def _door(invitation: Invitation, visitor: Person | AnonymousUser) -> str:
    if not visitor.is_authenticated:
        return "sign_in"
    if visitor.pk != invitation.person_id:
        return "someone_else"
    return "started" if hasattr(invitation, "attempt") else "start"
