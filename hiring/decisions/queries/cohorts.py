"""A cohort as its members may see it: how its attempts compare, and who was invited without whose is which."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import quantiles
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery

from hiring.accounts.models import Member
from hiring.assessments.models import Cohort
from hiring.assessments.queries import attempts_for
from hiring.decisions.kinds import REVEALING, Kind
from hiring.decisions.models import Decision
from hiring.decisions.queries.inbox import Inboxed, inbox_of
from hiring.letters.queries import given_up_about

FEWEST = 5


@dataclass(frozen=True, kw_only=True)
class Revealed:
    """An attempt whose bearer is known, and what was last decided about it."""

    attempt: UUID
    pseudonym: str
    decided: str


@dataclass(frozen=True, kw_only=True)
class Invited:
    """One invitation; ``revealed`` is the attempt it became, None while that is hidden or there is none.

    It is ``undelivered`` when no mail server took its letter.
    """

    email: str
    name: str
    at: datetime
    withdrawn: bool
    undelivered: bool
    revealed: Revealed | None


@dataclass(frozen=True, kw_only=True)
class CohortFigures:
    """What a cohort's latest submissions came to: ``scores`` of 100, and by criterion the ``shares`` of its points."""

    scores: tuple[float, ...]
    shares: dict[str, tuple[float, ...]]

    @property
    def enough(self) -> bool:
        """Whether there are enough to compare with."""
        return len(self.scores) >= FEWEST

    def middle_half(self, criterion: str) -> tuple[float, float] | None:
        """Return the lower and upper quartile of a criterion's shares; None where there are too few."""
        shares = self.shares.get(criterion, ())
        if len(shares) < FEWEST:
            return None
        lower, _, upper = quantiles(shares, n=4, method="inclusive")
        return lower, upper


def cohort_figures(member: Member, attempt: Inboxed) -> CohortFigures:
    """Return the figures of everyone in an attempt's cohort who has a score, itself among them."""
    scored = inbox_of(member).filter(invitation__cohort=attempt.invitation.cohort, score__isnull=False).order_by()
    rows = list(scored.values_list("score", "criteria"))
    return CohortFigures(scores=tuple(score for score, _ in rows), shares=shares_by_criterion(c for _, c in rows))


def is_alone(attempt: Inboxed) -> bool:
    """Say whether nobody else was invited to the attempt's cohort, so that no pseudonym can hide whose it is."""
    return attempt.invitation.cohort.invitations.count() == 1


def invited_to(member: Member, cohort: Cohort) -> list[Invited]:
    """Return who was invited to a cohort, latest first, without telling which attempt is whose.

    Whether an address has started is not told either: where one attempt is new and one address has just started, the
    two belong together. How many have started is told, and who it was once that is revealed; to nobody about their own.
    """
    last = Decision.objects.filter(attempt=OuterRef("pk")).order_by("-created_at").values("kind")[:1]
    attempts = attempts_for(member).filter(invitation__cohort=cohort, decisions__kind__in=REVEALING).distinct()
    revealed = {
        invitation: Revealed(attempt=attempt, pseudonym=pseudonym, decided=Kind(kind).done)
        for invitation, attempt, pseudonym, kind in attempts.annotate(last=Subquery(last)).values_list(
            "invitation_id", "pk", "pseudonym", "last"
        )
    }
    invitations = list(cohort.invitations.select_related("person").order_by("-created_at", "pk"))
    undelivered = given_up_about([invitation.pk for invitation in invitations])
    return [
        Invited(
            email=invitation.person.email,
            name=invitation.name,
            at=invitation.created_at,
            withdrawn=invitation.withdrawn_at is not None,
            undelivered=invitation.pk in undelivered,
            revealed=revealed.get(invitation.pk),
        )
        for invitation in invitations
    ]


def shares_by_criterion(rows: Iterable[list[dict[str, Any]]]) -> dict[str, tuple[float, ...]]:
    """Gather, for each criterion, the share of its points that each report earned, where it had any to earn."""
    shares: dict[str, list[float]] = {}
    for criterion in (criterion for criteria in rows for criterion in criteria):
        if criterion["of"]:
            shares.setdefault(criterion["id"], []).append(criterion["points"] / criterion["of"])
    return {criterion: tuple(found) for criterion, found in shares.items()}
