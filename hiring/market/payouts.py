"""Reading payouts, what they are held for, and the disputes about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce

from hiring.assessments.deadlines import open_attempts
from hiring.lib.cursors import read_cursor, write_cursor
from hiring.lib.leases import LEASED, QUEUED
from hiring.lib.rows import first_or_refuse
from hiring.market.buyers.shop import buyers_of
from hiring.market.earnings import DAYS, shop_of, sources_of
from hiring.market.models import Anomaly, Dispute, Listing, Payout, Revision, World
from hiring.market.models.payouts import SETTLED
from hiring.market.pricing import Earned, share_earnings

CURSOR = "market.payouts.cursor"
OPEN_FIRST = (F("resolution__created_at").asc(nulls_first=True), "created_at")


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some of an attempt's payouts, latest first."""

    payouts: Sequence[Payout]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True)
class Sums:
    """What an attempt's listings earned: owed in all, of that paid, still held, and kept back."""

    owed_micro: int
    paid_micro: int
    held_micro: int

    @property
    def kept_back_micro(self) -> int:
        """What was owed and will not be paid."""
        return self.owed_micro - self.paid_micro - self.held_micro


@dataclass(frozen=True, kw_only=True)
class Bought:
    """What one buyer bought on a day, in how many uses; ``model`` and its price are those of the buyer's licence."""

    buyer: str
    sales: int
    quantity: int
    amount_micro: int
    model: str
    price_micro: int | None


def page_of(world: World, *, limit: int, cursor: str | None = None) -> Page:
    """Return ``limit`` of an attempt's payouts, from where ``cursor`` stands."""
    payouts = payouts_of(world)
    if cursor:
        at, pk = read_cursor(cursor, of=CURSOR)
        moment = datetime.fromisoformat(at)
        payouts = payouts.filter(Q(created_at__lt=moment) | Q(created_at=moment, pk__gt=pk))
    found = list(payouts[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    further = write_cursor([last.created_at.isoformat(), str(last.pk)], of=CURSOR) if last else None
    return Page(payouts=found[:limit], next_cursor=further)


def payouts_of(world: World) -> QuerySet[Payout]:
    """Return an attempt's payouts, latest first, the market days that are not over among them."""
    told = Payout.objects.filter(world=world).select_related("listing", "dispute__resolution")
    return told.prefetch_related("anomalies").order_by("-created_at", "pk")


def waiting_listings() -> QuerySet[Listing]:
    """Return the listings that buyers wait for with no market day running, the longest waiting first.

    Those are published in an attempt that is open, since the last settled day if there is one, with days left.
    """
    seen = Payout.objects.filter(listing=OuterRef("listing"), ends_at__gte=OuterRef("created_at"), state=SETTLED)
    fresh = Revision.objects.filter(~Exists(seen), listing=OuterRef("pk"), withdrawn_at=None).order_by("created_at")
    days = Payout.objects.filter(listing=OuterRef("pk"))
    over = days.filter(Q(state__in=(QUEUED, LEASED)) | Q(day__gte=OuterRef("days")))
    planned = KeyTextTransform("days", KeyTextTransform("buyers", "world__attempt__invitation__cohort__version__plan"))
    listings = Listing.objects.filter(world__attempt__in=open_attempts()).annotate(
        days=Coalesce(Cast(planned, IntegerField()), DAYS), since=Subquery(fresh.values("created_at")[:1])
    )
    return listings.filter(~Exists(over)).exclude(since=None).order_by("since")


def payout_of(world: World, payout: UUID) -> Payout:
    """Return one of an attempt's own payouts; refuse any other as if it didn't exist."""
    return first_or_refuse(payouts_of(world).filter(pk=payout), "no_such_payout", "This attempt has no such payout.")


def anomalies_of(world: World) -> QuerySet[Anomaly]:
    """Return everything that an attempt's payouts were held for, latest first."""
    found = Anomaly.objects.filter(payout__world=world).select_related("payout__listing", "payout__dispute")
    return found.order_by("-payout__created_at", "kind", "pk")


def sums_of(world: World) -> Sums:
    """Add up what an attempt's listings earned."""
    sums = Payout.objects.filter(world=world).aggregate(
        owed=Sum("owed_micro", default=0),
        paid=Sum("paid_micro", default=0),
        held=Sum("owed_micro", filter=Q(paid_micro=None), default=0),
    )
    return Sums(owed_micro=sums["owed"], paid_micro=sums["paid"], held_micro=sums["held"])


def bought_on(payout: Payout) -> list[Bought]:
    """Return what each buyer bought on a market day, who paid most first."""
    if payout.revision is None:
        return []
    pricing = payout.revision.pricing
    models = {buyer.name: str(buyer.model) for buyer in buyers_of(shop_of(payout.revision, payout))}
    by_buyer = payout.sales.values("buyer").annotate(
        sales=Count("pk"), quantity=Sum("quantity"), amount_micro=Sum("amount_micro")
    )
    return [
        Bought(**row, model=(model := models.get(row["buyer"], "")), price_micro=pricing.get(model))
        for row in by_buyer.order_by("-amount_micro", "buyer")
    ]


def earned_on(payout: Payout) -> Earned | None:
    """Return how what buyers paid on a market day is shared; None where nothing was on offer."""
    if payout.revision is None:
        return None
    return share_earnings(payout.gross_micro, sources_of(payout.revision))


def dispute_of(world: World, dispute: UUID) -> Dispute:
    """Return one of an attempt's own disputes with its messages; refuse any other as if it didn't exist."""
    found = _disputes().filter(payout__world=world, pk=dispute)
    return first_or_refuse(found, "no_such_dispute", "This attempt has no such dispute.")


def disputes_about(attempts: Iterable[UUID]) -> QuerySet[Dispute]:
    """Return the disputes of some attempts, those that are open first, of those the longest waiting."""
    return _disputes().filter(payout__world__attempt__in=attempts).order_by(*OPEN_FIRST)


def _disputes() -> QuerySet[Dispute]:
    told = Dispute.objects.select_related("payout__listing", "payout__world__attempt", "resolution")
    return told.prefetch_related("messages", "payout__anomalies")
