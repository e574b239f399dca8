"""Doorbells of deliveries: a message names a row, the row is the work."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task
from django.conf import settings

from hiring.lib.doorbells import ring, ring_missing
from hiring.lib.leases import lease
from hiring.webhooks.models import Delivery
from hiring.webhooks.services import deliveries
from hiring.webhooks.services.messages import forget_old

# Longer than a name takes to be resolved, which no limit of ours cuts short.
LEASE_BEYOND_LIMIT = 50


@shared_task(name="webhooks.deliver")
def deliver(delivery_id: str) -> None:
    """Send a delivery, if it is still to be sent, nobody else has it and its endpoint is not busy."""
    if not deliveries.may_start(UUID(delivery_id)):
        return
    delivery = lease(Delivery, UUID(delivery_id), seconds=settings.WEBHOOK_TIME_LIMIT + LEASE_BEYOND_LIMIT)
    if delivery is None:
        return
    deliveries.deliver(delivery=delivery)
    if following := deliveries.next_after(delivery):
        ring_for(following)


@shared_task(name="webhooks.sweep")
def sweep() -> None:
    """Return what dead workers held, ring for whatever is due, and forget what is old."""
    deliveries.return_expired()
    ring_missing(deliver, ((str(delivery_id),) for delivery_id in deliveries.due_deliveries()))
    forget_old()


def ring_for(delivery_id: UUID) -> None:
    """Tell the workers of a delivery."""
    ring(deliver, str(delivery_id))
