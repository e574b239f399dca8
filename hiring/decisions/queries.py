"""What waits for a person: the inbox, where a score stands in its cohort, and what was decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db.models import BigIntegerField, Case, F, OuterRef, QuerySet, Subquery, TextChoices, Value, When
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce

from hiring.accounts.models import Member, Person
from hiring.assessments.models import Invitation
from hiring.assessments.queries import attempts_for
from hiring.decisions.models import Decision, Review
from hiring.grading.models import Report, Run
from hiring.lib.refused import Refused
from hiring.market.models import Account
from hiring.submissions.models import Submission


class Waits(TextChoices):
    """Where an attempt stands for a reviewer."""

    OPEN = "open", "nothing handed in"
    GRADING = "grading", "grading"
    OURS = "ours", "our side"
    WAITING = "waiting", "waiting"
    DECIDED = "decided", "decided"


class Inboxed(Protocol):
    """An attempt as a reviewer's inbox knows it; money in micro-units, scores on 0 to 100."""

    pk: UUID
    pseudonym: str
    started_at: datetime
    invitation: Invitation
    candidate: Person
    submission_id: UUID | None
    submission_number: int | None
    handed_in_at: datetime | None
    run_state: str | None
    run_cause: str | None
    score: float | None
    score_low: float | None
    score_high: float | None
    criteria: list[dict[str, Any]] | None
    spent_micro: int
    decided: str | None
    waits: str


ORDERS: dict[str, tuple[OrderBy | str, ...]] = {
    "handed_in": (F("handed_in_at").desc(nulls_last=True), "pk"),
    "score": (F("score").desc(nulls_last=True), "pk"),
    "candidate": ("pseudonym", "pk"),
    "spent": (F("spent_micro").desc(nulls_last=True), "pk"),
}


def inbox_of(member: Member) -> QuerySet[Any]:
    """Return every attempt of a member's organisation, each ``Inboxed``: with what its latest hand-in came to."""
    latest = Submission.objects.filter(attempt=OuterRef("pk")).order_by("-number")
    run = Run.objects.filter(submission=OuterRef("submission_id")).order_by("-created_at")
    report = Report.objects.filter(run__submission=OuterRef("submission_id")).order_by("-created_at")
    decision = Decision.objects.filter(attempt=OuterRef("pk")).order_by("-created_at")
    wallet = Account.objects.filter(world__attempt=OuterRef("pk"), kind=Account.Kind.WALLET)
    return (
        attempts_for(member)
        .annotate(
            submission_id=Subquery(latest.values("pk")[:1]),
            submission_number=Subquery(latest.values("number")[:1]),
            handed_in_at=Subquery(latest.values("received_at")[:1]),
            decided=Subquery(decision.values("kind")[:1]),
            spent_micro=Coalesce(
                F("world__budget_micro") - Subquery(wallet.values("balance_micro")[:1]),
                Value(0),
                output_field=BigIntegerField(),
            ),
        )
        .annotate(
            run_state=Subquery(run.values("state")[:1]),
            run_cause=Subquery(run.values("cause")[:1]),
            score=Subquery(report.values("score")[:1]),
            score_low=Subquery(report.values("score_low")[:1]),
            score_high=Subquery(report.values("score_high")[:1]),
            criteria=Subquery(report.values("criteria")[:1]),
        )
        .annotate(
            waits=Case(
                When(decided__isnull=False, then=Value(Waits.DECIDED.value)),
                When(submission_id=None, then=Value(Waits.OPEN.value)),
                When(run_state="graded", then=Value(Waits.WAITING.value)),
                When(run_state="failed", then=Value(Waits.OURS.value)),
                default=Value(Waits.GRADING.value),
            )
        )
    )


def filter_inbox(
    rows: QuerySet[Any], *, search: str = "", waits: str = "", cohort: str = "", order: str = ""
) -> QuerySet[Any]:
    """Narrow and order an inbox; a filter that names nothing known is left out."""
    if search:
        rows = rows.filter(pseudonym__icontains=search)
    if waits in Waits.values:
        rows = rows.filter(waits=waits)
    if is_uuid(cohort):
        rows = rows.filter(invitation__cohort_id=cohort)
    return rows.order_by(*ORDERS.get(order, ORDERS["handed_in"]))


def is_uuid(text: str) -> bool:
    """Say whether ``text`` spells a UUID."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def attempt_for_review(member: Member, attempt_id: UUID) -> Inboxed:
    """Return one attempt of the member's organisation as the inbox knows it; refuse any other as if it didn't exist."""
    attempt: Inboxed | None = inbox_of(member).filter(pk=attempt_id).first()
    if attempt is None:
        raise Refused("no_such_attempt", "Your organisation has no attempt at this address.", status=404)
    return attempt


def decisions_of(attempt: Inboxed) -> QuerySet[Decision]:
    """Return what was decided about an attempt, latest first."""
    return Decision.objects.filter(attempt=attempt.pk).select_related("decided_by").order_by("-created_at")


def reviews_of(submission_id: UUID) -> QuerySet[Review]:
    """Return the reviews of one submission, earliest first."""
    return Review.objects.filter(submission_id=submission_id).select_related("reviewer").order_by("created_at")


def cohort_scores(member: Member, attempt: Inboxed) -> list[float]:
    """Return the scores of everyone in the attempt's cohort who has one, the attempt's own among them."""
    rows = inbox_of(member).filter(invitation__cohort=attempt.invitation.cohort, score__isnull=False)
    return list(rows.values_list("score", flat=True))


@dataclass(frozen=True, kw_only=True)
class Spread:
    """One criterion across a cohort, as shares of its points: the middle half, and this attempt's own."""

    low: float
    high: float
    own: float


def criterion_spreads(rows: Iterable[Any], own: list[dict[str, Any]]) -> dict[str, Spread]:
    """Return for each criterion of ``own`` where it stands among ``rows`` of criteria, by criterion id."""
    shares: dict[str, list[float]] = {}
    for criteria in rows:
        for criterion in criteria or ():
            if criterion["of"]:
                shares.setdefault(criterion["id"], []).append(criterion["points"] / criterion["of"])
    spreads = {}
    for criterion in own:
        known = sorted(shares.get(criterion["id"], ()))
        if known and criterion["of"]:
            spreads[criterion["id"]] = Spread(
                low=known[len(known) // 4],
                high=known[(3 * (len(known) - 1) + 3) // 4],
                own=criterion["points"] / criterion["of"],
            )
    return spreads
