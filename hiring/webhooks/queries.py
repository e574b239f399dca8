"""Reading endpoints and what was delivered to them, each only for its owner."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from hiring.lib.refused import Refused
from hiring.webhooks.models import Delivery, Endpoint


def endpoints_of(owner: UUID) -> QuerySet[Endpoint]:
    """Return an owner's endpoints, the first one first."""
    return Endpoint.objects.filter(owner=owner).order_by("created_at", "pk")


def endpoint_of(owner: UUID, endpoint_id: UUID) -> Endpoint:
    """Return one of an owner's endpoints; refuse any other as if it didn't exist."""
    found = Endpoint.objects.filter(owner=owner, pk=endpoint_id).first()
    if found is None:
        raise Refused("no_such_endpoint", "There is no such endpoint here.", status=404)
    return found


def deliveries_of(owner: UUID) -> QuerySet[Delivery]:
    """Return what was delivered to an owner's endpoints or is to be, latest first, with the tries."""
    found = Delivery.objects.filter(endpoint__owner=owner).select_related("message", "endpoint")
    return found.prefetch_related("tries").order_by("-created_at", "pk")


def deliveries_beyond(endpoint: Endpoint, place: tuple[datetime, UUID] | None) -> QuerySet[Delivery]:
    """Return what went to one endpoint, latest first; only what lies beyond a delivery's time and id, where given."""
    found = deliveries_of(endpoint.owner).filter(endpoint=endpoint)
    if place is None:
        return found
    at, delivery = place
    return found.filter(Q(created_at__lt=at) | Q(created_at=at, pk__gt=delivery))


def delivery_of(owner: UUID, delivery_id: UUID) -> Delivery:
    """Return one delivery to an owner's endpoint; refuse any other as if it didn't exist."""
    found = deliveries_of(owner).filter(pk=delivery_id).first()
    if found is None:
        raise Refused("no_such_delivery", "There is no such delivery here.", status=404)
    return found
