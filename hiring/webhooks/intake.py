"""The doors by which deliveries begin: each commits with the fact that asked for it, and then rings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from hiring.webhooks.kinds import Kind
from hiring.webhooks.models import Delivery
from hiring.webhooks.queries import endpoint_of
from hiring.webhooks.services.deliveries import MOST_AT_ONCE, replay_delivery, replay_failed
from hiring.webhooks.services.messages import write_copies, write_message, write_ping
from hiring.webhooks.tasks import ring_for


def announce(*, kind: Kind, data: Mapping[str, Any], occurred_at: datetime, owners: Collection[UUID]) -> list[Delivery]:
    """Tell those of the owners' endpoints that wish to hear of it. Call it where the fact is written."""
    written = write_message(kind=kind, data=data, occurred_at=occurred_at, owners=owners)
    ring_on_commit(one.pk for one in written)
    return written


def repeat_delivery(*, delivery: Delivery, times: int) -> None:
    """Send a delivery that was just written ``times`` times in all, though it is taken: the same id, the same bytes."""
    ring_on_commit(one.pk for one in write_copies(delivery=delivery, copies=times - 1))


def ping_endpoint(*, owner: UUID, endpoint_id: UUID) -> Delivery:
    """Send a ping to an endpoint."""
    delivery = write_ping(endpoint=endpoint_of(owner, endpoint_id))
    ring_on_commit([delivery.pk])
    return delivery


def replay(*, owner: UUID, delivery_id: UUID) -> Delivery:
    """Send one delivery anew."""
    delivery = replay_delivery(owner=owner, delivery_id=delivery_id)
    ring_on_commit([delivery.pk])
    return delivery


def replay_all_failed(*, owner: UUID, endpoint_id: UUID, since: datetime) -> int:
    """Send anew what failed at an endpoint since a moment, and say how much that is."""
    ids = replay_failed(owner=owner, endpoint_id=endpoint_id, since=since)
    ring_on_commit(ids[:MOST_AT_ONCE])
    return len(ids)


def ring_on_commit(ids: Iterable[UUID]) -> None:
    """Ring for deliveries once their rows are there for workers to see; the sweeper rings for the rest."""
    for delivery_id in ids:
        transaction.on_commit(partial(ring_for, delivery_id))
