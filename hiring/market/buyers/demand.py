"""What is sold on a market day, fraud among it where the plan wants some."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import exp
from random import Random

from hiring.market.anomalies.events import Kind
from hiring.market.buyers.frauds import FRAUDS
from hiring.market.buyers.shop import Buyer, Sale, Shop, buyers_of, chance_of, moment_of, sale_to
from hiring.market.pricing import Fact, Model

# Fraud needs a history to stand out from.
FIRST_FRAUD = 3


def sales_of(shop: Shop, day: int, *, fraud_share: float) -> tuple[Sale, ...]:
    """Return what is sold of a revision on one market day, by its times; with the chance ``fraud_share`` some is fraud.

    Days are counted from 0, the day of the first publication.
    """
    chance = chance_of(shop, f"day {day}")
    ordinary = [sale for buyer in buyers_of(shop) for sale in _bought(shop, buyer, day, chance)]
    planted: list[Sale] = []
    if (kind := fraud_on(shop, day, fraud_share=fraud_share)) and ordinary:
        planted += FRAUDS[kind](shop, day, ordinary, chance)
    ordered = sorted([*ordinary, *planted], key=lambda sale: (sale.at, sale.buyer, sale.quantity))
    return tuple(replace(sale, event=f"{day + 1}-{number}") for number, sale in enumerate(ordered, 1))


def fraud_on(shop: Shop, day: int, *, fraud_share: float) -> Kind | None:
    """Return which kind of fraud a market day has, if any; money can only go round where there is a source to pay."""
    chance = chance_of(shop, f"fraud {day}")
    if day < FIRST_FRAUD or chance.random() >= fraud_share:
        return None
    return chance.choice([kind for kind in Kind if shop.sources or kind is not Kind.RING])


def _bought(shop: Shop, buyer: Buyer, day: int, chance: Random) -> Iterator[Sale]:
    if day < buyer.joins:
        return
    if day == buyer.joins and buyer.model is Model.SUBSCRIPTION:
        subscribing = replace(buyer, kind=Fact.LICENCE)
        yield replace(sale_to(shop, subscribing, moment_of(day, chance), chance), feature="")
    for _ in range(_poisson(buyer.uses, chance)):
        yield sale_to(shop, buyer, moment_of(day, chance), chance)


def _poisson(mean: float, chance: Random) -> int:
    count, left, floor = 0, chance.random(), exp(-mean)
    while left > floor:
        count, left = count + 1, left * chance.random()
    return count
