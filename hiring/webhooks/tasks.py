"""Doorbells of deliveries: a message names a row, the row is the work."""

from __future__ import annotations

from uuid import UUID

import structlog
from celery import shared_task
from django.conf import settings
from kombu.exceptions import OperationalError

from hiring.lib.leases import lease
from hiring.webhooks.models import Delivery
from hiring.webhooks.services import deliveries
from hiring.webhooks.services.messages import forget_old

__all__ = ["deliver", "ring", "sweep"]

# Longer than a name takes to be resolved, which no limit of ours cuts short.
LEASE_BEYOND_LIMIT = 50
BEHIND_RUNS = 6
log = structlog.get_logger(__name__)


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
        ring(following)


@shared_task(name="webhooks.sweep")
def sweep() -> None:
    """Return what dead workers held, ring for whatever is due, and forget what is old."""
    deliveries.return_expired()
    for delivery_id in deliveries.due_deliveries():
        ring(delivery_id)
    forget_old()


def ring(delivery_id: UUID) -> None:
    """Tell the workers of a delivery; a broker that can't be reached is no loss, the sweeper rings again."""
    try:
        deliver.apply_async(args=(str(delivery_id),), retry=False, priority=BEHIND_RUNS)
    except OperationalError as problem:
        log.warning("doorbell not rung", delivery=str(delivery_id), problem=type(problem).__name__)
