"""Doorbells of market days: a message names a row, the row is the work."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from hiring.lib.doorbells import ring_missing
from hiring.lib.leases import lease
from hiring.market.models import Payout
from hiring.market.services.payouts import (
    LEASE_SECONDS,
    open_first_days,
    overdue_payouts,
    return_expired,
    settle_payout,
)


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
