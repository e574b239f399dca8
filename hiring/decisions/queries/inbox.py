"""The inbox: every attempt of an organisation with what its latest submission came to, filtered and ordered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict
from uuid import UUID

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce

from hiring.accounts.models import Member
from hiring.assessments.models import Attempt
from hiring.assessments.queries import attempts_for
from hiring.decisions.kinds import REVEALING, Kind
from hiring.decisions.models import Decision, Review
from hiring.grading.history import counting_first
from hiring.grading.models import GRADED, Report, Run
from hiring.lib.leases import FAILED
from hiring.market.models import Account
from hiring.submissions.models import Submission

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Waits(TextChoices):
    """Where an attempt stands for a reviewer."""

    OPEN = "open", "nothing yet"
    GRADING = "grading", "grading"
    OURS = "ours", "our side"
    WAITING = "waiting", "waiting"
    HELD = "held", "on hold"
    DECIDED = "decided", "decided"


class Known(TypedDict):
    """What an inbox knows of an attempt beside its own row; money in micro-units, scores on 0 to 100.

    The submission is the one that counts, of ``newest_number`` and in ``newest_state`` is what was last handed in.
    ``decided`` is the last decision, made on the submission of ``decided_number``; ``revealed`` says that whose attempt
    it is need no longer be hidden from reviewers.
    """

    submission_id: UUID | None
    submission_number: int | None
    handed_in_at: datetime | None
    newest_number: int | None
    newest_state: str | None
    run_state: str | None
    run_cause: str | None
    score: float | None
    score_low: float | None
    score_high: float | None
    criteria: list[dict[str, Any]] | None
    spent_micro: int
    reviews: int
    decided: str | None
    decided_number: int | None
    revealed: bool
    waits: str


Inboxed: TypeAlias = "WithAnnotations[Attempt, Known]"

ORDERS: dict[str, tuple[OrderBy | str, ...]] = {
    "handed_in": (F("handed_in_at").desc(nulls_last=True), "pk"),
    "longest": (F("handed_in_at").asc(nulls_last=True), "pk"),
    "score": (F("score").desc(nulls_last=True), "pk"),
    "candidate": ("pseudonym", "pk"),
    "spent": (F("spent_micro").desc(nulls_last=True), "pk"),
}


# A decision covers what was handed in when it was made. Later work waits for a reader again, whoever was put on hold or
# declined; for whoever was advanced nothing is left to win by it.
COVERED = Q(submission_number__lte=F("decided_number"))
STANDS = Case(
    When(decided=Kind.ADVANCE, then=Value(Waits.DECIDED.value)),
    When(COVERED, decided=Kind.HOLD, then=Value(Waits.HELD.value)),
    When(COVERED, decided=Kind.DECLINE, then=Value(Waits.DECIDED.value)),
    When(submission_id=None, then=Value(Waits.OPEN.value)),
    When(run_state=GRADED, then=Value(Waits.WAITING.value)),
    When(run_state=FAILED, then=Value(Waits.OURS.value)),
    default=Value(Waits.GRADING.value),
)


def inbox_of(member: Member) -> QuerySet[Any]:
    """Return every attempt of a member's organisation, each ``Inboxed``: with what counts of its hand-ins came to."""
    counts = counting_first(Submission.objects.filter(attempt=OuterRef("pk")))
    newest = Run.objects.filter(submission__attempt=OuterRef("pk")).order_by("-submission__number", "-created_at")
    decision = Decision.objects.filter(attempt=OuterRef("pk")).order_by("-created_at")
    return (
        attempts_for(member)
        .annotate(
            submission_id=Subquery(counts.values("pk")[:1]),
            submission_number=Subquery(counts.values("number")[:1]),
            handed_in_at=Subquery(counts.values("received_at")[:1]),
            newest_number=Subquery(newest.values("submission__number")[:1]),
            newest_state=Subquery(newest.values("state")[:1]),
            decided=Subquery(decision.values("kind")[:1]),
            decided_number=Subquery(decision.values("submission__number")[:1]),
            revealed=Exists(decision.filter(kind__in=REVEALING)),
            spent_micro=spent(),
        )
        .annotate(reviews=reviews_of_counting(), **graded_counting())
        .annotate(waits=STANDS)
    )


def spent() -> Coalesce:
    """Return the play money an attempt has spent, in micro-units; 0 while it has no market."""
    wallet = Account.objects.filter(world__attempt=OuterRef("pk"), kind=Account.Kind.WALLET).values("balance_micro")
    return Coalesce(F("world__budget_micro") - Subquery(wallet[:1]), Value(0), output_field=BigIntegerField())


def reviews_of_counting() -> Coalesce:
    """Return how many members have written about the submission that counts."""
    reviews = Review.objects.filter(submission=OuterRef("submission_id")).order_by().values("submission")
    return Coalesce(Subquery(reviews.annotate(how_many=Count("pk")).values("how_many")[:1]), Value(0))


def graded_counting() -> dict[str, Subquery]:
    """Return what the runs of the submission that counts came to, each part by its name."""
    run = Run.objects.filter(submission=OuterRef("submission_id")).order_by("-created_at")
    report = Report.objects.filter(run__submission=OuterRef("submission_id")).order_by("-created_at")
    return {
        "run_state": Subquery(run.values("state")[:1]),
        "run_cause": Subquery(run.values("cause")[:1]),
        **{part: Subquery(report.values(part)[:1]) for part in ("score", "score_low", "score_high", "criteria")},
    }


def filter_inbox(
    rows: QuerySet[Any], *, search: str = "", waits: str = "", within: str = "", order: str = ""
) -> QuerySet[Any]:
    """Narrow and order an inbox; ``within`` is an assessment or a cohort; what names nothing known is left out."""
    if wanted := search.replace("\0", "").strip():
        rows = rows.filter(pseudonym__icontains=wanted)
    if waits in Waits.values:
        rows = rows.filter(waits=waits)
    if is_uuid(within):
        cohort = Q(invitation__cohort_id=within)
        rows = rows.filter(cohort | Q(invitation__cohort__version__assessment_id=within))
    return rows.order_by(*ORDERS.get(order, ORDERS["handed_in"]))


def attempts_among(member: Member, ids: Sequence[str]) -> list[Inboxed]:
    """Return those attempts of a member's organisation whose ids are named; what is no id of one is left out."""
    return list(inbox_of(member).filter(pk__in=[one for one in ids if is_uuid(one)]).order_by("pk"))


def is_uuid(text: str) -> bool:
    """Say whether ``text`` spells a UUID."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True
