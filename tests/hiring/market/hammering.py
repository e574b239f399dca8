"""Processes of their own that trade in some markets at once, as fast as they are let."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.process import BaseProcess

from django.db import connections

from hiring.lib.refused import Refused
from hiring.market.models import World
from hiring.market.pricing import Model
from hiring.market.queries import keys_of
from hiring.market.services.access import grant_access
from hiring.market.services.licensing import accept_offer, make_offer, revoke_licence
from hiring.market.services.metering import Use, report_usage
from tests.fixtures.market import TRAINING

LISTING = "airport-traffic"


@contextmanager
def hammered(worlds: Sequence[World], *, processes: int, rounds: int) -> Iterator[list[BaseProcess]]:
    """Let processes trade in ``worlds``; each is over when the block is left, whatever it came to."""
    connections.close_all()
    context = get_context("fork")
    running = [context.Process(target=hammer, args=(worlds, seed, rounds)) for seed in range(processes)]
    for process in running:
        process.start()
    try:
        yield list(running)
    finally:
        for process in running:
            process.join(timeout=30)
            process.kill()


def hammer(worlds: Sequence[World], seed: int, rounds: int) -> None:
    """Trade for some rounds; event ids are shared by all processes, so that the same use is reported by several."""
    chance = random.Random(seed)
    for _ in range(rounds):
        with suppress(Refused):
            trade(chance.choice(worlds), chance)


def trade(world: World, chance: random.Random) -> None:
    """License, fetch, report use and now and then revoke, in one market; some of it by a key that all share."""
    key = chance.choice([None, keys_of(world).first()])
    offer = make_offer(world=world, listing=LISTING, wish=TRAINING, pricing_model=chance.choice([*Model]))
    licence = accept_offer(world=world, offer_id=offer.pk, credential=key)
    grant_access(world=world, licence_id=licence.pk, credential=key)
    if chance.random() < 0.2:
        revoke_licence(licence=licence, reason="Its creator withdrew the dataset.")
    shared = world.licences.filter(revoked_at=None).order_by("created_at").first() or licence
    report_usage(
        world=world,
        credential=key,
        uses=[
            Use(
                event_id=f"event-{chance.randrange(40)}",
                licence=shared.pk,
                kind=chance.choice(["fine_tune", "inference", "retrieval"]),
                quantity=chance.choice([1, 3, 1_000, 1_000_000]),
                model="delays",
                feature="",
                occurred_at=shared.created_at,
            )
        ],
    )
