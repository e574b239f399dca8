"""Makes a fortnight of uses in a market, by a seed: ordinary buyers of several habits, by day, week and time zone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, log
from random import Random

from hiring.market.anomalies.events import DAY, HOUR, MINUTE, Kind, Licensed, Use

DAYS = 14
END = DAYS * DAY
CREATORS, BUYERS = 30, 130
# How many uses begin in each hour of somebody's day, beside each other.
HOURS = (1, 1, 1, 1, 1, 2, 4, 10, 25, 40, 45, 42, 30, 38, 44, 42, 36, 26, 16, 12, 10, 8, 5, 2)
WEEKEND = 0.25
KINDS = ("retrieval", "inference", "inference", "inference")


@dataclass(frozen=True, kw_only=True)
class Listing:
    """Something on offer: whose it is, and whose data it was made of."""

    name: str
    creator: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Buyer:
    """Somebody who uses listings: where their day begins, how much they do, and what for."""

    name: str
    zone: float
    sessions: float
    features: Sequence[tuple[str, str]]


@dataclass(kw_only=True)
class Traffic:
    """Uses and licences, and what kind of fraud the planted ones are: the truth that detectors don't see."""

    chance: Random
    listings: list[Listing] = field(default_factory=list)
    buyers: list[Buyer] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    licences: dict[tuple[str, str], Licensed] = field(default_factory=dict)
    truth: dict[str, Kind] = field(default_factory=dict)

    def licence(self, buyer: str, listing: str, *, since: float = -DAY, until: float = END + DAY) -> Licensed:
        """Return the licence of a buyer for a listing, which is made when it is first asked for."""
        name = f"{buyer} for {listing}"
        made = Licensed(licence=name, buyer=buyer, listing=listing, since=since, until=until)
        return self.licences.setdefault((buyer, listing), made)

    def use(self, buyer: Buyer, listing: Listing, at: float, *, fraud: Kind | None = None, **other: object) -> Use:
        """Add one use as this buyer makes them, but for what is said otherwise."""
        model, feature = self.chance.choice(buyer.features)
        facts: dict[str, object] = {
            "event": f"{self.chance.getrandbits(64):016x}",
            "at": at,
            "buyer": buyer.name,
            "creator": listing.creator,
            "listing": listing.name,
            "licence": self.licence(buyer.name, listing.name).licence,
            "kind": self.chance.choice(KINDS),
            "quantity": quantity(self.chance),
            "model": model,
            "feature": feature,
            "sources": listing.sources,
        }
        made = Use(**{**facts, **other})  # type: ignore[arg-type]
        self.uses.append(made)
        if fraud:
            self.truth[made.event] = fraud
        return made


def ordinary(seed: int) -> Traffic:
    """Return a fortnight without fraud."""
    traffic = Traffic(chance=Random(seed))
    chance = traffic.chance
    firms = [f"firm {number}" for number in range(CREATORS)]
    for number, firm in enumerate(firms):
        sources = tuple(chance.sample(firms[:number], k=min(number, chance.choice((0, 0, 0, 1, 2)))))
        traffic.listings.append(Listing(name=f"listing {number}", creator=firm, sources=sources))
    buying_firms = chance.sample(firms, k=CREATORS // 3)
    for name in (*buying_firms, *(f"buyer {number}" for number in range(BUYERS - len(buying_firms)))):
        traffic.buyers.append(buyer_named(name, chance))
    for buyer in traffic.buyers:
        for listing in chosen(traffic, buyer):
            chance.choices(list(HABITS), weights=list(HABITS.values()))[0](traffic, buyer, listing)
    return traffic


def buyer_named(name: str, chance: Random) -> Buyer:
    """Return somebody; how much they do is spread widely."""
    models = [f"model {number}" for number in range(chance.randint(1, 3))]
    features = [(model, feature) for model in models for feature in ("search", "ranking")[: chance.randint(1, 2)]]
    sessions = exp(chance.gauss(log(1.5), 0.7))
    return Buyer(name=name, zone=chance.choice((0, 0, 1, 1, -5, -8, 9)) * HOUR, sessions=sessions, features=features)


def chosen(traffic: Traffic, buyer: Buyer) -> list[Listing]:
    """Return the listings somebody uses, the well-known ones more often, and never their own."""
    others = [listing for listing in traffic.listings if listing.creator != buyer.name]
    weights = [1 / (1 + place) ** 0.7 for place in range(len(others))]
    many = traffic.chance.choice((1, 1, 2, 3))
    return list({each.name: each for each in traffic.chance.choices(others, weights, k=many)}.values())


def quantity(chance: Random) -> int:
    """Return how much one use is: often one, else anything up to many thousands."""
    return 1 if chance.random() < 0.35 else 1 + int(exp(chance.gauss(log(40), 1.6)))


def begins(chance: Random, buyer: Buyer, daily: float, *, since: float = 0.0, until: float = END) -> Iterator[float]:
    """Yield the moments at which somebody begins to work: by day more than by night, on weekdays more."""
    for day in range(int(since // DAY), int(until // DAY) + 1):
        for hour, share in enumerate(HOURS):
            rate = daily * share / sum(HOURS) * (WEEKEND if day % 7 > 4 else 1.0)
            for _ in range(poisson(chance, rate)):
                at = day * DAY + (hour + chance.random()) * HOUR - buyer.zone
                if since <= at < until:
                    yield at


def poisson(chance: Random, rate: float) -> int:
    """Return a count with this mean."""
    count, left = 0, chance.expovariate(1.0)
    while left < rate:
        count, left = count + 1, left + chance.expovariate(1.0)
    return count


def by_people(traffic: Traffic, buyer: Buyer, listing: Listing) -> None:
    """Use a listing in sessions: heavy-tailed numbers of uses, seconds to minutes apart."""
    chance = traffic.chance
    for start in begins(chance, buyer, buyer.sessions):
        at = start
        for _ in range(1 + int(exp(chance.gauss(log(4), 0.9)))):
            traffic.use(buyer, listing, at)
            at += chance.expovariate(1 / 45)


def in_bulk(traffic: Traffic, buyer: Buyer, listing: Listing) -> None:
    """Use a listing in bulk, some hundred times within hours, a few times a week, and a little in between."""
    chance = traffic.chance
    size = chance.uniform(60, 250)
    for day in range(DAYS):
        if day % 7 in (0, 2, 4):
            start = day * DAY + chance.uniform(7, 16) * HOUR - buyer.zone
            for _ in range(poisson(chance, size * exp(chance.gauss(0, 0.3)))):
                traffic.use(buyer, listing, start + chance.uniform(0, 2 * HOUR))
    for at in begins(chance, buyer, buyer.sessions):
        traffic.use(buyer, listing, at)


def nightly(traffic: Traffic, buyer: Buyer, listing: Listing) -> None:
    """Use a listing by a job that runs each night: on time, some dozens of uses, seconds apart."""
    chance = traffic.chance
    hour, size = chance.uniform(0, 5), chance.randint(8, 60)
    for day in range(DAYS):
        at = day * DAY + hour * HOUR + chance.gauss(0, 4 * MINUTE)
        for _ in range(poisson(chance, size)):
            traffic.use(buyer, listing, max(at, 0))
            at += chance.expovariate(1 / 20)


def steady(traffic: Traffic, buyer: Buyer, listing: Listing) -> None:
    """Use a listing by a job that never ends and keeps its time loosely: pauses vary by half and more."""
    chance = traffic.chance
    pause, vary = chance.uniform(20, 90) * MINUTE, chance.uniform(0.5, 1.0)
    at = chance.uniform(0, pause)
    while at < END:
        traffic.use(buyer, listing, at)
        at += chance.gammavariate(1 / vary**2, pause * vary**2)


Habit = Callable[[Traffic, Buyer, Listing], None]
HABITS: Mapping[Habit, float] = {by_people: 0.7, in_bulk: 0.1, nightly: 0.1, steady: 0.1}
