"""Plants fraud of five kinds among ordinary uses; each takes its strength from 0, hardly any, to 1, blatant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace

from bench.tools.traffic import DAYS, END, Buyer, Listing, Traffic, begins, buyer_named, chosen
from hiring.market.anomalies.events import DAY, HOUR, MINUTE, Kind, Licensed, Use


def burst(traffic: Traffic, strength: float) -> None:
    """Let a buyer with a history use a listing twenty to eight hundred times within minutes to an hour."""
    chance = traffic.chance
    honest = Counter((use.buyer, use.listing) for use in traffic.uses if use.event not in traffic.truth)
    pair = chance.choice(sorted(pair for pair, count in honest.items() if count >= 30))
    start, long = chance.uniform(4, DAYS - 1) * DAY, between(3 * MINUTE, HOUR, chance.random())
    for _ in range(round(between(20, 800, strength))):
        at = start + chance.uniform(0, long)
        traffic.use(_buyer(traffic, pair[0]), _listing(traffic, pair[1]), at, fraud=Kind.BURST)


def ring(traffic: Traffic, strength: float) -> None:
    """Let two to five sellers buy from each other, round and round, beside honest sales to others."""
    chance = traffic.chance
    tag, size = f"{chance.getrandbits(32):08x}", chance.randint(2, 5)
    members = [buyer_named(f"ring {tag} {number}", chance) for number in range(size)]
    listings = [Listing(name=f"of {member.name}", creator=member.name) for member in members]
    share = 0.2 + 0.75 * strength
    for place, seller in enumerate(listings):
        inside = chance.randint(30, 90)
        for at in spread(traffic, members[place - 1], inside):
            traffic.use(members[place - 1], seller, at, fraud=Kind.RING)
        outside = inside * (1 - share) / share
        honest = chance.sample(traffic.buyers, k=6)
        for other in honest:
            for at in spread(traffic, other, round(outside / len(honest))):
                traffic.use(other, seller, at)


def duplicates(traffic: Traffic, strength: float) -> None:
    """Report some of a buyer's uses twice, at once or up to five minutes later; the copy has an id of its own."""
    chance = traffic.chance
    buyer = chance.choice(traffic.buyers)
    honest = [use for use in traffic.uses if use.buyer == buyer.name and use.event not in traffic.truth]
    for use in chance.sample(honest, k=min(len(honest), chance.randint(10, 60))):
        copied(traffic, use, 0.001 + chance.uniform(0.2, 1.0) * 5 * MINUTE * (1 - strength) ** 6)


def copied(traffic: Traffic, use: Use, later: float) -> None:
    """Add a use again, spelt a little differently."""
    model = use.model.upper() if traffic.chance.random() < 0.3 else use.model
    copy = replace(use, event=f"{traffic.chance.getrandbits(64):016x}", at=use.at + later, model=model)
    traffic.uses.append(copy)
    traffic.truth[copy.event] = Kind.DUPLICATE


def unlicensed(traffic: Traffic, strength: float) -> None:
    """Use a listing under no licence, an invented or a foreign one, one for something else, or one that has ended."""
    chance = traffic.chance
    buyer = buyer_named(f"sharer {chance.getrandbits(32):08x}", chance)
    listing, foreign = chance.sample(traffic.listings, k=2)
    other = traffic.licence(buyer.name, foreign.name)
    of_another = next(iter(traffic.licences.values()))
    over = Licensed(licence=f"over {buyer.name}", buyer=buyer.name, listing=listing.name, since=-DAY, until=END / 2)
    traffic.licences[buyer.name, "over"] = over
    named = chance.choice((None, "invented", other.licence, of_another.licence, over.licence))
    since = END / 2 + DAY * strength if named == over.licence else 0.0
    for at in spread(traffic, buyer, chance.randint(5, 60), since=since):
        traffic.use(buyer, listing, at, licence=named, fraud=Kind.UNLICENSED)


def machine(traffic: Traffic, strength: float) -> None:
    """Let a program use a listing day and night; a bolder one has pauses that vary less, and rests for less long."""
    chance = traffic.chance
    buyer = buyer_named(f"robot {chance.getrandbits(32):08x}", chance)
    listing = chosen(traffic, buyer)[0]
    pause, vary = chance.uniform(5, 45) * MINUTE, 0.55 - 0.53 * strength
    rest = 6 * HOUR * (1 - strength)
    start = chance.uniform(0, 6) * DAY
    at, end = start, start + chance.uniform(2, 8) * DAY
    while at < end:
        if (at + buyer.zone) % DAY >= rest:
            traffic.use(
                buyer, listing, at, fraud=Kind.MACHINE, quantity=chance.randint(1, 50), feature="polling", model=""
            )
        at += pause * max(0.05, chance.gauss(1, vary))


def own(traffic: Traffic, _: float) -> None:
    """Let a creator use a listing of their own."""
    listing = traffic.chance.choice(traffic.listings)
    buyer = buyer_named(listing.creator, traffic.chance)
    for at in spread(traffic, buyer, traffic.chance.randint(3, 40)):
        traffic.use(buyer, listing, at, fraud=Kind.RING)


def between(least: float, most: float, strength: float) -> float:
    """Return what lies at ``strength`` between two ends, by factors."""
    return float(least * (most / least) ** strength)


def spread(traffic: Traffic, buyer: Buyer, count: int, *, since: float = 0.0) -> list[float]:
    """Return ``count`` moments as people choose them, one by one."""
    moments: list[float] = []
    while len(moments) < count:
        moments += begins(traffic.chance, buyer, 5.0, since=since)
    return traffic.chance.sample(moments, k=count)


def _buyer(traffic: Traffic, name: str) -> Buyer:
    return next(buyer for buyer in traffic.buyers if buyer.name == name)


def _listing(traffic: Traffic, name: str) -> Listing:
    return next(listing for listing in traffic.listings if listing.name == name)


Fraud = Callable[[Traffic, float], None]
FRAUDS: Mapping[Fraud, tuple[Kind, int]] = {
    burst: (Kind.BURST, 6),
    ring: (Kind.RING, 4),
    own: (Kind.RING, 2),
    duplicates: (Kind.DUPLICATE, 8),
    unlicensed: (Kind.UNLICENSED, 6),
    machine: (Kind.MACHINE, 4),
}
