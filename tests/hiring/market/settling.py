"""Market days for tests: over as soon as they are asked for, with fraud where some can be; and time that runs out."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from hiring.assessments.deadlines import deadline_of
from hiring.assessments.models import Attempt
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


def let_time_run_out(world: World) -> None:
    """Let the deadline be a minute ago."""
    lasts = deadline_of(world.attempt) - world.attempt.started_at + timedelta(minutes=1)
    Attempt.objects.filter(pk=world.attempt_id).update(started_at=timezone.now() - lasts)


def held_payout(world: World) -> Payout:
    """Settle market days until one is held, which is the fourth at the earliest."""
    return next(payout for payout in iter(lambda: settle_next(world), None) if payout.standing is Standing.HELD)


def disputed(world: World, listing_id: UUID, *, day: int = 1) -> Dispute:
    """A dispute about a held day of a listing, without the days before it."""
    now = timezone.now()
    told = {"owed_micro": 9, "gross_micro": 12, "ends_at": now, "settled_at": now, "state": SETTLED}
    payout = Payout.objects.create(world=world, listing_id=listing_id, day=day, **told)
    return open_dispute(world=world, payout_id=payout.pk, text="These are customers of mine.")
