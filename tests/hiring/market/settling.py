"""Market days for tests: over as soon as they are asked for, and with fraud on each that may have some."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from hiring.lib.leases import QUEUED, lease
from hiring.market.models import Dispute, Payout, World
from hiring.market.models.payouts import SETTLED, Standing
from hiring.market.services.disputes import open_dispute
from hiring.market.services.payouts import open_first_days, settle_payout

BUYERS = {"fraud_share": 1}
SEED = b"the seed of a market in tests"


def settle_next(world: World) -> Payout:
    """Let the running market day be over, and settle it."""
    open_first_days()
    running = Payout.objects.get(world=world, state=QUEUED)
    let_end(running)
    leased = lease(Payout, running.pk, seconds=60)
    assert leased is not None
    world.plan, world.seed = {**world.plan, "buyers": BUYERS}, SEED
    leased.world = world
    settle_payout(payout=leased)
    return Payout.objects.select_related("listing").get(pk=running.pk)


def let_end(payout: Payout) -> None:
    """Let a market day be over now."""
    payout.ends_at = payout.next_attempt_at = timezone.now()
    payout.save(update_fields=("ends_at", "next_attempt_at"))


def held_payout(world: World) -> Payout:
    """Settle market days until one is held, which is the fourth at the earliest."""
    return next(payout for payout in iter(lambda: settle_next(world), None) if payout.standing is Standing.HELD)


def disputed(world: World, listing_id: UUID, *, day: int = 1) -> Dispute:
    """A dispute about a held day of a listing, without the days before it."""
    now = timezone.now()
    told = {"owed_micro": 9, "gross_micro": 12, "ends_at": now, "settled_at": now, "state": SETTLED}
    payout = Payout.objects.create(world=world, listing_id=listing_id, day=day, **told)
    return open_dispute(world=world, payout_id=payout.pk, text="These are customers of mine.")
