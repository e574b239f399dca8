"""Doorbells of market days and of transforms: a message names a row, the row is the work."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from hiring.lib.doorbells import ring, ring_missing
from hiring.lib.leases import lease
from hiring.market.models import Payout, Transform
from hiring.market.services import edge
from hiring.market.services.payouts import (
    LEASE_SECONDS,
    open_first_days,
    overdue_payouts,
    return_expired,
    settle_payout,
)
from hiring.market.transforming import LONGEST_SECONDS

TRANSFORM_LEASE_SECONDS = LONGEST_SECONDS + 60


@shared_task(name="market.settle")
def settle(payout_id: str) -> None:
    """Settle a market day, if it is over and nobody else has it."""
    payout = lease(Payout, UUID(payout_id), seconds=LEASE_SECONDS)
    if payout is not None:
        settle_payout(payout=payout)


@shared_task(name="market.sweep")
def sweep() -> None:
    """Open the first days of what was published, return what dead workers held, and ring for days that are over."""
    open_first_days()
    return_expired()
    ring_missing(settle, ((str(payout_id),) for payout_id in overdue_payouts()))


@shared_task(name="market.transform", time_limit=TRANSFORM_LEASE_SECONDS)
def transform(transform_id: str) -> None:
    """Do a transform, if it is still to be done and nobody else has it."""
    leased = lease(Transform, UUID(transform_id), seconds=TRANSFORM_LEASE_SECONDS)
    if leased is not None:
        edge.run_transform(transform=leased)


@shared_task(name="market.edge.sweep")
def sweep_transforms() -> None:
    """Return what dead workers held, and ring again for whatever waits too long."""
    edge.return_expired()
    ring_missing(transform, ((str(transform_id),) for transform_id in edge.overdue_transforms()))


def ring_for_transform(transform_id: UUID) -> None:
    """Tell the workers of a transform."""
    ring(transform, str(transform_id))
