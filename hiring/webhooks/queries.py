"""Reading endpoints and what was delivered to them, each only for its owner."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from hiring.lib.cursors import read_cursor, write_cursor
from hiring.lib.rows import first_or_refuse
from hiring.webhooks.kinds import Kind
from hiring.webhooks.models import Delivery, Endpoint

CURSOR = "webhooks.deliveries"


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some deliveries, and where the next page begins."""

    deliveries: list[Delivery]
    next_cursor: str | None


def endpoints_of(owner: UUID) -> QuerySet[Endpoint]:
    """Return an owner's endpoints, the first one first."""
    return Endpoint.objects.filter(owner=owner).order_by("created_at", "pk")


def owners_wishing(kind: Kind) -> QuerySet[Endpoint, UUID]:
    """Return whose endpoints wish to hear of a kind of things and are not disabled."""
    wishing = Endpoint.objects.filter(kinds__contains=[str(kind)], disabled_at=None)
    return wishing.order_by().values_list("owner", flat=True).distinct()


def endpoint_of(owner: UUID, endpoint_id: UUID) -> Endpoint:
    """Return one of an owner's endpoints; refuse any other as if it didn't exist."""
    found = Endpoint.objects.filter(owner=owner, pk=endpoint_id)
    return first_or_refuse(found, "no_such_endpoint", "There is no such endpoint.")


def deliveries_of(owner: UUID) -> QuerySet[Delivery]:
    """Return what was delivered to an owner's endpoints or is to be, latest first, with the tries."""
    found = Delivery.objects.filter(endpoint__owner=owner).select_related("message", "endpoint")
    return found.prefetch_related("tries").order_by("-created_at", "pk")


def page_of_deliveries(endpoint: Endpoint, *, limit: int, cursor: str | None = None) -> Page:
    """Return one page of what went to an endpoint or is to go there, latest first."""
    found = deliveries_of(endpoint.owner).filter(endpoint=endpoint)
    if cursor is not None:
        at, last = read_cursor(cursor, of=CURSOR)
        found = found.filter(Q(created_at__lt=at) | Q(created_at=at, pk__gt=last))
    deliveries = list(found[: limit + 1])
    shown = deliveries[:limit]
    further = len(deliveries) > limit
    place = (shown[-1].created_at.isoformat(), str(shown[-1].pk)) if further else ()
    return Page(deliveries=shown, next_cursor=write_cursor(place, of=CURSOR) if further else None)


def delivery_of(owner: UUID, delivery_id: UUID) -> Delivery:
    """Return one delivery to an owner's endpoint; refuse any other as if it didn't exist."""
    found = deliveries_of(owner).filter(pk=delivery_id)
    return first_or_refuse(found, "no_such_delivery", "There is no such delivery.")
