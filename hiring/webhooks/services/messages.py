"""Writing down what is to be told, in the transaction of the fact itself: the row is the work."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hiring.lib.leases import LEASED, QUEUED
from hiring.lib.refused import Refused
from hiring.webhooks.kinds import Kind
from hiring.webhooks.models import Delivery, Endpoint, Message

KEPT = timedelta(days=30)
MOST_FORGOTTEN_AT_ONCE = 1000
MOST_PINGS = 20
PER = timedelta(hours=1)


def write_message(
    *, kind: Kind, data: Mapping[str, Any], occurred_at: datetime, owners: Collection[UUID]
) -> list[Delivery]:
    """Write what happened for those of the owners' endpoints that wish to hear of it.

    Call it inside the transaction of the fact.
    """
    wishing = Endpoint.objects.filter(kinds__contains=[str(kind)], disabled_at=None, owner__in=owners)
    # Held, so that none is removed before its delivery is written.
    endpoints = list(wishing.order_by("pk").select_for_update(no_key=True))
    return _write(kind, data, occurred_at, endpoints) if endpoints else []


def write_copies(*, delivery: Delivery, copies: int) -> list[Delivery]:
    """Write more deliveries of the same message to the same endpoint, in the transaction of the first."""
    numbers = range(delivery.copy + 1, delivery.copy + 1 + copies)
    return Delivery.objects.bulk_create(
        Delivery(message=delivery.message, endpoint=delivery.endpoint, copy=number) for number in numbers
    )


@transaction.atomic
def write_ping(*, endpoint: Endpoint) -> Delivery:
    """Write a ping for one endpoint, whatever it wishes to hear and even if it is disabled."""
    recent = endpoint.deliveries.filter(message__kind=Kind.PING, created_at__gt=timezone.now() - PER)
    if recent.count() >= MOST_PINGS:
        raise Refused(
            "too_many_pings",
            f"An endpoint gets at most {MOST_PINGS} pings an hour. Try again later.",
            status=429,
            retry_after=int(PER.total_seconds() / MOST_PINGS),
        )
    [delivery] = _write(Kind.PING, {"endpoint": str(endpoint.pk)}, timezone.now(), [endpoint])
    return delivery


def forget_old() -> int:
    """Delete some of the messages whose time to be kept is over, with their deliveries; return how many."""
    old = Message.objects.filter(created_at__lt=timezone.now() - KEPT)
    ended = old.exclude(deliveries__state__in=(QUEUED, LEASED)).values_list("pk", flat=True)
    ids = list(ended[:MOST_FORGOTTEN_AT_ONCE])
    Message.objects.filter(pk__in=ids).delete()
    return len(ids)


def _write(kind: Kind, data: Mapping[str, Any], occurred_at: datetime, endpoints: Iterable[Endpoint]) -> list[Delivery]:
    message = Message.objects.create(kind=kind, occurred_at=occurred_at, data=dict(data))
    return Delivery.objects.bulk_create(Delivery(message=message, endpoint=endpoint) for endpoint in endpoints)
