"""What buyers come to: a published revision with its prices, who buys it, and what a sale is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log
from random import Random

from hiring.market.anomalies.events import DAY, HOUR, Licensed
from hiring.market.pricing import CHARGED_FOR, Fact, Model, charge

FIRMS = (
    *("Ardent Models", "Bluffton Research", "Cobalt Works", "Dunmore Data", "Eastgate Systems", "Fenwick Labs"),
    *("Granary Software", "Hollis & Rowe", "Ironbark", "Juniper Forecasts", "Kestrel Signals", "Lantern Health"),
    *("Meridian Freight", "Northwold", "Orrery", "Pemberton Insurance", "Quillwork", "Redbridge Analytics"),
)
FEWEST, MOST = 9, 13
# By the hour of the day, how many uses begin beside the other hours.
HOURS = (1, 1, 1, 1, 1, 2, 4, 10, 25, 40, 45, 42, 30, 38, 44, 42, 36, 26, 16, 12, 10, 8, 5, 2)
FOREVER = 10_000 * DAY


@dataclass(frozen=True, kw_only=True)
class Shop:
    """A revision on offer by an attempt, from the market day ``opens`` on.

    ``sources`` are the creators whose data it was made of.
    """

    seed: str
    listing: str
    revision: str
    opens: int
    size: int
    pricing: Mapping[str, int]
    sources: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Buyer:
    """A firm that licensed a revision: from which market day on, under which pricing model, and what for."""

    name: str
    joins: int
    model: Model
    kind: Fact
    uses: float
    most: int
    feature: str


@dataclass(frozen=True, kw_only=True)
class Sale:
    """One use of a published listing, ``at`` so many seconds after the market's first midnight."""

    event: str
    at: float
    buyer: str
    licence: str
    kind: str
    quantity: int
    model: str
    feature: str
    amount_micro: int


def chance_of(shop: Shop, purpose: str) -> Random:
    """Return the chance that decides one thing about a shop, the same whenever it is asked."""
    return Random(f"{shop.seed} {shop.listing} {shop.revision} {purpose}")  # noqa: S311 - a simulation, to be had again


def buyers_of(shop: Shop) -> tuple[Buyer, ...]:
    """Return who licensed a revision at its prices: a firm that can't pay for a single use a day did not."""
    chance = chance_of(shop, "buyers")
    names = chance.sample(FIRMS, k=chance.randint(FEWEST, MOST))
    return tuple(buyer for name in names if (buyer := buyer_named(name, shop, chance)))


def buyer_named(name: str, shop: Shop, chance: Random) -> Buyer | None:
    """Return a firm with a plan and a day's money; None where no pricing model lets it have a single use."""
    money = int(1_000_000 * exp(chance.gauss(log(4), 1.0)))
    uses, joins = exp(chance.gauss(log(8), 0.4)), shop.opens + chance.randint(0, 2)
    kind, feature = chance.choice((Fact.INFERENCE, Fact.RETRIEVAL)), chance.choice(("search", "ranking"))
    models = [model for model in sorted(map(Model, shop.pricing)) if _price(shop, model, kind) <= money]
    if not models:
        return None
    model = chance.choice(models)
    kind = _used_for(model, kind)
    price = _price(shop, model, kind)
    most = 10_000 if price == 0 or model is Model.SUBSCRIPTION else max(1, int(money / price / uses))
    uses = uses if price * uses <= money or model is Model.SUBSCRIPTION else max(1.0, money / price)
    return Buyer(name=name, joins=joins, model=model, kind=kind, uses=uses, most=most, feature=feature)


def licence_of(shop: Shop, buyer: str) -> str:
    """Return the name of a buyer's licence."""
    return f"{buyer}, {shop.listing}"


def licences_of(shop: Shop) -> tuple[Licensed, ...]:
    """Return the licences that are held of a revision: by its buyers, and by the creators of its sources."""
    holders = {**dict.fromkeys(shop.sources, 0), **{buyer.name: buyer.joins for buyer in buyers_of(shop)}}
    return tuple(
        Licensed(licence=licence_of(shop, name), buyer=name, listing=shop.listing, since=joins * DAY, until=FOREVER)
        for name, joins in holders.items()
    )


def sale_to(shop: Shop, buyer: Buyer, at: float, chance: Random, *, licence: str | None = None) -> Sale:
    """Return one use as this buyer makes them, under its own licence if no other is named."""
    many = buyer.kind in (Fact.INFERENCE, Fact.RETRIEVAL)
    quantity = min(buyer.most, 1 + int(exp(chance.gauss(log(60), 1.3)))) if many else 1
    return Sale(
        event="",
        at=at,
        buyer=buyer.name,
        licence=licence_of(shop, buyer.name) if licence is None else licence,
        kind=str(buyer.kind),
        quantity=quantity,
        model=f"{buyer.name.split()[0].lower()}-1",
        feature=buyer.feature,
        amount_micro=charge(buyer.model, shop.pricing[buyer.model], buyer.kind, quantity=quantity, size=shop.size),
    )


def moment_of(day: int, chance: Random) -> float:
    """Return a moment of a market day as people choose them: by day more than by night."""
    [hour] = chance.choices(range(24), weights=HOURS)
    return day * DAY + (hour + chance.random()) * HOUR


def _price(shop: Shop, model: Model, kind: Fact) -> int:
    """Return what the smallest use costs, or the subscription."""
    fact = Fact.LICENCE if model is Model.SUBSCRIPTION else _used_for(model, kind)
    return charge(model, shop.pricing[model], fact, size=shop.size)


def _used_for(model: Model, kind: Fact) -> Fact:
    """Return what a buyer does under a model: what is charged for, or what it wishes where nothing is."""
    charged = CHARGED_FOR[model]
    return kind if kind in charged or model is Model.SUBSCRIPTION else min(charged)
