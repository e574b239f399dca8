"""Fraud as simulated buyers commit it, of five kinds, within one market day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from random import Random

from hiring.market.anomalies.events import DAY, MINUTE, Kind
from hiring.market.buyers.shop import Buyer, Sale, Shop, buyers_of, licence_of, moment_of, sale_to

Fraud = Callable[[Shop, int, Sequence[Sale], Random], Iterable[Sale]]


def in_a_burst(shop: Shop, day: int, ordinary: Sequence[Sale], chance: Random) -> list[Sale]:
    """Let the buyer of most sales use the listing some hundred times within minutes."""
    names = [sale.buyer for sale in ordinary]
    buyer = max(buyers_of(shop), key=lambda buyer: (names.count(buyer.name), buyer.name))
    start, long = day * DAY + chance.uniform(1, 22) * 60 * MINUTE, chance.uniform(8, 30) * MINUTE
    return [sale_to(shop, buyer, start + chance.uniform(0, long), chance) for _ in range(chance.randint(150, 300))]


def round_a_ring(shop: Shop, day: int, ordinary: Sequence[Sale], chance: Random) -> list[Sale]:
    """Let the creator of a source, to whom royalties go, buy most of what is sold, so that money goes round."""
    buyer = replace(_some_buyer(shop, day, chance), name=shop.sources[0])
    moments = (moment_of(day, chance) for _ in range(5 * len(ordinary)))
    return [sale_to(shop, buyer, at, chance) for at in moments]


def twice_over(shop: Shop, day: int, ordinary: Sequence[Sale], chance: Random) -> list[Sale]:
    """Attribute a third of the day's uses again, within a second."""
    again = chance.sample(ordinary, k=max(1, len(ordinary) // 3))
    return [replace(sale, at=sale.at + chance.uniform(0.01, 0.5)) for sale in again]


def without_licence(shop: Shop, day: int, ordinary: Sequence[Sale], chance: Random) -> list[Sale]:
    """Let a firm use the listing under no licence, or under that of another one."""
    buyer = replace(_some_buyer(shop, day, chance), name="Silvertree Resale")
    licence = chance.choice(("", licence_of(shop, ordinary[0].buyer)))
    count = chance.randint(8, 30)
    moments = (moment_of(day, chance) for _ in range(count))
    return [sale_to(shop, buyer, at, chance, licence=licence) for at in moments]


def by_a_machine(shop: Shop, day: int, ordinary: Sequence[Sale], chance: Random) -> list[Sale]:
    """Let one buyer's program use the listing every few minutes, day and night, for something of its own."""
    buyer = replace(_some_buyer(shop, day, chance), feature="refresh")
    pause = chance.uniform(9, 16) * MINUTE
    count = int(DAY / pause)
    moments = (day * DAY + (number + chance.gauss(0.5, 0.05)) * pause for number in range(count))
    return [sale_to(shop, buyer, at, chance) for at in moments]


def _some_buyer(shop: Shop, day: int, chance: Random) -> Buyer:
    """Return one of those who buy by now; whoever commits fraud can pay as one of them can."""
    return chance.choice([buyer for buyer in buyers_of(shop) if buyer.joins <= day])


FRAUDS: Mapping[Kind, Fraud] = {
    Kind.BURST: in_a_burst,
    Kind.RING: round_a_ring,
    Kind.DUPLICATE: twice_over,
    Kind.UNLICENSED: without_licence,
    Kind.MACHINE: by_a_machine,
}
