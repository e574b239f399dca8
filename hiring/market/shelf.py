"""Datasets laid out for searching: who has what is one bit each of an integer, so that filters are ``&``.

A hundred thousand datasets are 12 kB for each value of a facet. Counting every value anew for each search, all other
filters kept, takes a few microseconds a value; asking a database for it takes as long as reading every row.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any, TypeAlias
from uuid import UUID

from grader.regions import UNION, WORLDWIDE

STRIDE = 2048
FEW = 1024
LAST = 2**63 - 1
"""Where whoever lacks what is sorted by stands: behind everyone who has it."""

Place: TypeAlias = tuple[Any, str]


class Sort(StrEnum):
    """The orders to choose from; ties go by name."""

    RELEVANCE = "relevance"
    TITLE = "title"
    CHEAPEST = "price"
    LARGEST = "-rows"
    BEST_LABELLED = "-label_coverage"
    MOST_COMPLETE = "missing_share"


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """What a search can ask of one dataset; ``key`` names its revision, ``slug`` its listing."""

    key: UUID
    slug: str
    title: str
    domain: str
    licence: str
    regions: Sequence[str]
    tags: Sequence[str]
    rows: int
    price: int | None
    label_coverage: float | None
    missing_share: float | None


PLACES: Mapping[Sort, Any] = {
    Sort.TITLE: lambda item: item.title.lower(),
    Sort.CHEAPEST: lambda item: LAST if item.price is None else item.price,
    Sort.LARGEST: lambda item: -item.rows,
    Sort.BEST_LABELLED: lambda item: LAST if item.label_coverage is None else -item.label_coverage,
    Sort.MOST_COMPLETE: lambda item: LAST if item.missing_share is None else item.missing_share,
}


class Order:
    """Everything in one order; ``places`` are what is sorted by, and the slug where that ties."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._items = array("I", sorted(range(len(places)), key=places.__getitem__))
        self._places = [places[item] for item in self._items]
        self._ranks = array("I", bytes(4 * len(places)))
        for rank, item in enumerate(self._items):
            self._ranks[item] = rank
        self._sums = [0]
        for start in range(0, len(places), STRIDE):
            self._sums.append(self._sums[-1] | bits_of(self._items[start : start + STRIDE]))

    def upto(self, value: Any) -> int:
        """Return whoever stands at ``value`` or before it."""
        count = bisect_right(self._places, value, key=lambda place: place[0])
        whole = count // STRIDE
        return self._sums[whole] | bits_of(self._items[whole * STRIDE : count])

    def after(self, place: Place | None, among: int) -> Iterator[tuple[Place, int]]:
        """Yield, in order, those ``among`` them that stand behind ``place``, each with its own place."""
        start = 0 if place is None else bisect_right(self._places, place)
        ranks: Iterable[int]
        if among.bit_count() <= FEW:
            ranks = sorted(rank for item in items_of(among) if (rank := self._ranks[item]) >= start)
        else:
            raw = _bytes_of(among)
            ranked = enumerate(islice(self._items, start, None), start)
            ranks = (rank for rank, item in ranked if _holds(raw, item))
        return ((self._places[rank], self._items[rank]) for rank in ranks)


class Ranking:
    """Those on a shelf that fit some words, the best first; their place is less the better they fit."""

    def __init__(self, shelf: Shelf, scores: Mapping[str, int]) -> None:
        found = ((-score, slug, shelf.position(slug)) for slug, score in scores.items())
        fitting = sorted((score, slug, item) for score, slug, item in found if item is not None)
        self._slugs = shelf.slugs
        self._items = array("I", [item for _, _, item in fitting])
        self._scores = array("i", [score for score, _, _ in fitting])
        self.all = bits_of(self._items)

    def after(self, place: Place | None, among: int) -> Iterator[tuple[Place, int]]:
        """Yield, in order, those ``among`` them that stand behind ``place``, each with its own place."""
        ranks = range(len(self._items))
        start = 0 if place is None else bisect_right(ranks, place, key=self._place)
        raw = _bytes_of(among)
        ranked = ((rank, self._items[rank]) for rank in ranks[start:])
        return ((self._place(rank), item) for rank, item in ranked if _holds(raw, item))

    def _place(self, rank: int) -> Place:
        return self._scores[rank], self._slugs[self._items[rank]]


class Shelf:
    """Some datasets, each known by its position; sets of them are integers with a bit for each position."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.keys = [item.key for item in items]
        self.slugs = [item.slug for item in items]
        self.all = (1 << len(items)) - 1
        self._positions = {slug: position for position, slug in enumerate(self.slugs)}
        self._orders = {sort: Order([(place(item), item.slug) for item in items]) for sort, place in PLACES.items()}
        self.having = {
            "domain": _having((item.domain,) for item in items),
            "licence": _having((item.licence,) for item in items),
            "region": _having(item.regions for item in items),
            "tag": _having(item.tags for item in items),
        }

    def order(self, sort: Sort) -> Order:
        """Return everything in an order other than relevance."""
        return self._orders[sort]

    def position(self, slug: str) -> int | None:
        """Return where a slug stands, if it does."""
        return self._positions.get(slug)

    def named(self, slugs: Iterable[str]) -> int:
        """Return those with these slugs."""
        return bits_of([self._positions[slug] for slug in slugs if slug in self._positions])

    def having_value(self, facet: str, value: str) -> int:
        """Return those that have a value of a facet; a region's are all that may be used there."""
        values = self.having[facet]
        if facet != "region":
            return values.get(value, 0)
        union = values.get("EU", 0) if value in UNION else 0
        return values.get(value, 0) | values.get(WORLDWIDE, 0) | union


def bits_of(items: Sequence[int]) -> int:
    """Return the set of some positions."""
    raw = bytearray(max(items, default=0) // 8 + 1)
    for item in items:
        raw[item >> 3] |= 1 << (item & 7)
    return int.from_bytes(raw, "little")


def items_of(bits: int) -> Iterator[int]:
    """Yield the positions in a set."""
    for index, byte in enumerate(_bytes_of(bits)):
        if byte:
            yield from (index * 8 + bit for bit in range(8) if byte >> bit & 1)


def _bytes_of(bits: int) -> bytes:
    return bits.to_bytes(bits.bit_length() // 8 + 1, "little")


def _holds(raw: bytes, item: int) -> bool:
    """Look up one position; in the integer itself that would copy all of it."""
    return item >> 3 < len(raw) and raw[item >> 3] >> (item & 7) & 1 == 1


def _having(values: Iterable[Iterable[str]]) -> Mapping[str, int]:
    positions: dict[str, list[int]] = defaultdict(list)
    for position, held in enumerate(values):
        for value in held:
            positions[value].append(position)
    return {value: bits_of(found) for value, found in positions.items()}
