"""Self-dealing: uses of one's own listing, and rings whose money goes round among their members."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hiring.market.anomalies.events import Flag, Kind, Use, flag_of
from hiring.market.anomalies.tails import binomial_tail

# What goes from one to another counts where it is at least so much of what the one gives and of what the other gets.
CONSIDERABLE = 0.1
# Among those who trade with each other openly, at most so much of what one sells is bought by the others.
MUTUAL = 0.25
# Of a thousand markets without a ring at most one has a seller flagged.
FALSE_ALARMS = 1e-3

Edges = Mapping[tuple[str, str], int]


@dataclass(frozen=True, kw_only=True)
class _Money:
    """How often something was paid, by whom and to whom: by buyers to creators, and by them to those of their data."""

    edges: Edges
    given: Mapping[str, int]
    got: Mapping[str, int]


def find_rings(uses: Iterable[Use]) -> Iterator[Flag]:
    """Yield what creators use of their own, and each ring with the uses of its members' listings by its members.

    A ring is a strongly connected part of the considerable payments, of which each member sells so much to the others
    that more than openly mutual trade has to be behind it; whoever does not is left out, and the rest looked at anew.
    """
    others = []
    own: dict[str, list[Use]] = {}
    for use in uses:
        if use.buyer == use.creator:
            own.setdefault(use.creator, []).append(use)
        else:
            others.append(use)
    for creator in sorted(own):
        count = len(own[creator])
        yield flag_of(Kind.RING, own[creator], f"{creator} is its own buyer in {count:,} uses.", float(count))
    for ring in _rings_in(_money_of(others)):
        yield _flagged(ring, others)


def _money_of(uses: Iterable[Use]) -> _Money:
    edges: Counter[tuple[str, str]] = Counter()
    for use in uses:
        edges[use.buyer, use.creator] += 1
        for source in use.sources:
            if source != use.creator:
                edges[use.creator, source] += 1
    given: Counter[str] = Counter()
    got: Counter[str] = Counter()
    for (payer, payee), count in edges.items():
        given[payer] += count
        got[payee] += count
    return _Money(edges=edges, given=given, got=got)


def _rings_in(money: _Money) -> list[frozenset[str]]:
    considerable = {
        (payer, payee): count
        for (payer, payee), count in money.edges.items()
        if count >= CONSIDERABLE * money.given[payer] and count >= CONSIDERABLE * money.got[payee]
    }
    looked_at, rings = _components(considerable), []
    while looked_at:
        part = looked_at.pop()
        kept = frozenset(member for member in part if _closed(member, part, money))
        if kept == part:
            rings.append(part)
        elif len(kept) > 1:
            looked_at += _components({edge: count for edge, count in considerable.items() if kept.issuperset(edge)})
    return sorted(rings, key=sorted)


def _closed(member: str, part: frozenset[str], money: _Money) -> bool:
    """Say whether more of what ``member`` gets comes from the others of its part than by openly mutual trade."""
    inside = sum(money.edges.get((other, member), 0) for other in part)
    return binomial_tail(inside, money.got[member], MUTUAL) * len(money.got) < FALSE_ALARMS


def _components(edges: Edges) -> list[frozenset[str]]:
    """Return the sets of two and more of whom each reaches every other one along ``edges``."""
    onward: dict[str, list[str]] = {}
    for payer, payee in edges:
        onward.setdefault(payer, []).append(payee)
    reached = {start: _reached_from(start, onward) for start in onward}
    parts = {
        frozenset(other for other in beyond if start in reached.get(other, ())) for start, beyond in reached.items()
    }
    return [part for part in parts if len(part) > 1]


def _reached_from(start: str, onward: Mapping[str, Sequence[str]]) -> frozenset[str]:
    reached: set[str] = set()
    waiting = list(onward[start])
    while waiting:
        here = waiting.pop()
        if here not in reached:
            reached.add(here)
            waiting += onward.get(here, ())
    return frozenset(reached)


def _flagged(ring: frozenset[str], uses: Sequence[Use]) -> Flag:
    inside = [use for use in uses if use.buyer in ring and use.creator in ring]
    sold = sum(use.creator in ring for use in uses)
    share = len(inside) / sold
    names = ", ".join(sorted(ring))
    sentence = (
        f"Money goes round among {names}: {len(inside):,} of the {sold:,} uses that pay one of them are by another of "
        f"them, where mutual trade makes up a quarter."
    )
    return flag_of(Kind.RING, inside, sentence, share)
