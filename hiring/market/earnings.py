"""A listing as its simulated buyers and the detectors see it: its shop, its plan of buyers, and its sales as uses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Min

from hiring.market.anomalies.events import Use
from hiring.market.buyers.shop import Shop
from hiring.market.models import Dispute, Licence, Listing, Payout, Publication, Revision, Sale, World

# What a plan that says nothing of buyers means.
DAY_MINUTES, DAYS, FRAUD_SHARE = 10, 28, 0.25
# Detectors look back a week: what they judge by is a habit, and habits change.
LOOKED_AT = 7
# What sentences call the attempt: they are read by people who must not know whose it is.
CREATOR = "the listing's creator"


@dataclass(frozen=True, kw_only=True)
class Buying:
    """What a plan says of buyers: how long a market day is, how many there are, and how many of them have fraud."""

    day_lasts: timedelta
    days: int
    fraud_share: float


def buying_in(world: World) -> Buying:
    """Return how buying goes in a market."""
    planned: dict[str, Any] = world.plan.get("buyers", {})
    return Buying(
        day_lasts=timedelta(minutes=planned.get("day_minutes", DAY_MINUTES)),
        days=planned.get("days", DAYS),
        fraud_share=planned.get("fraud_share", FRAUD_SHARE),
    )


def sources_of(revision: Revision) -> tuple[str, ...]:
    """Return the creators whose licensed data a published revision was made of, each once."""
    kept = Publication.objects.values_list("sources", flat=True).get(revision=revision)
    licences = Licence.objects.filter(pk__in=[UUID(source["licence"]) for source in kept])
    return tuple(sorted(set(licences.values_list("revision__listing__creator", flat=True))))


def shop_of(revision: Revision, payout: Payout) -> Shop:
    """Return a published revision as buyers come to it on a market day: the first it was sold on counts as theirs."""
    sold = Payout.objects.filter(listing=payout.listing, revision=revision)
    first: int = sold.aggregate(first=Min("day", default=payout.day))["first"]
    return Shop(
        seed=bytes(payout.world.seed).hex(),
        listing=revision.listing.slug,
        revision=str(revision.number),
        opens=first - 1,
        size=revision.size,
        pricing=revision.pricing,
        sources=sources_of(revision),
    )


def uses_until(payout: Payout, sources: tuple[str, ...]) -> list[Use]:
    """Return what was sold of a listing in the week that ends with a market day, as detectors read it."""
    listing, day = payout.listing, payout.day
    looked_at = Sale.objects.filter(payout__listing=listing, payout__day__gt=day - LOOKED_AT, payout__day__lte=day)
    return [_use(sale, listing, sources) for sale in looked_at]


def payout_facts(payout: Payout) -> dict[str, Any]:
    """Which market day of which listing, and what it comes to; what was paid, once that is decided."""
    return {
        "payout": str(payout.pk),
        "listing": payout.listing.slug,
        "day": payout.day,
        "gross_micro": payout.gross_micro,
        "owed_micro": payout.owed_micro,
        "paid_micro": payout.paid_micro,
    }


def dispute_facts(dispute: Dispute) -> dict[str, Any]:
    """Which objection to which payout."""
    return {"dispute": str(dispute.pk), **payout_facts(dispute.payout)}


def _use(sale: Sale, listing: Listing, sources: tuple[str, ...]) -> Use:
    return Use(
        event=sale.event,
        at=sale.at,
        buyer=sale.buyer,
        creator=CREATOR,
        listing=listing.slug,
        licence=sale.licence or None,
        kind=sale.kind,
        quantity=sale.quantity,
        model=sale.model,
        feature=sale.feature,
        sources=sources,
    )
