"""What a world can find, on two shelves: the shared catalogue, kept while its version stays, and the world's own.

How well the shared listings fit the words last looked for is kept with them: asking the database for a word that stands
in every third listing means reading every third listing.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeAlias
from uuid import UUID, uuid4

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F, IntegerField, QuerySet
from django.db.models.functions import Cast

from hiring.lib.kept import Kept
from hiring.market.models import CatalogueVersion, Listing, Revision, World
from hiring.market.shelf import Item, Ranking, Shelf

LANGUAGE = "english"
MILLION = 1_000_000
MOST_RANKINGS = 64
SHARED = Listing.objects.filter(world=None)
Row: TypeAlias = tuple[Any, ...]
FIELDS = (
    *("pk", "listing__slug", "listing__title", "listing__domain", "licence_id", "regions", "listing__tags"),
    *("rows", "price_per_request_micro", "label_coverage", "missing_share"),
)
NAMES = (
    *("key", "slug", "title", "domain", "licence", "regions", "tags"),
    *("rows", "price", "label_coverage", "missing_share"),
)


@dataclass(frozen=True, kw_only=True)
class View:
    """A shelf, which of the datasets on it are looked at, and how they fit the words looked for, if any are."""

    shelf: Shelf
    seen: int
    ranking: Ranking | None


class Stock:
    """One version of the shared catalogue."""

    def __init__(self, version: UUID | None, shelf: Shelf) -> None:
        self.version = version
        self.shelf = shelf
        self._rankings: OrderedDict[str, Ranking] = OrderedDict()

    def ranking(self, words: str) -> Ranking:
        """Return how the catalogue fits ``words``; what was asked longest ago is forgotten first."""
        ranking = self._rankings.pop(words, None) or _ranking_of(self.shelf, words)
        self._rankings[words] = ranking
        while len(self._rankings) > MOST_RANKINGS:
            self._rankings.popitem(last=False)
        return ranking


class _Kept:
    """The shared catalogue as this process last read it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._stock = Stock(None, Shelf(()))

    def stock(self) -> Stock:
        """Return the shared catalogue as it is now; the version is read first, so that no change is missed."""
        [(version,)] = _VERSION.all()
        with self._lock:
            if version != self._stock.version:
                self._stock = Stock(version, _shelf_of(_newest(world=None)))
            return self._stock


def views_of(world: World, words: str) -> tuple[View, View]:
    """Return what ``world`` can find: what its plan offers, and its own, which stands in for what is shared."""
    stock, own = _KEPT.stock(), _shelf_of(_OWN.all(world.pk))
    listings = world.plan.get("listings")
    offered = stock.shelf.all if listings is None else stock.shelf.named(listings)
    hidden = stock.shelf.named([*own.slugs, world.plan["exercise_listing"]])
    return (
        View(shelf=stock.shelf, seen=offered & ~hidden, ranking=stock.ranking(words) if words else None),
        View(shelf=own, seen=own.all, ranking=Ranking(own, dict(_OWN_FITTING.all(words, world.pk))) if words else None),
    )


def _ranking_of(shelf: Shelf, words: str) -> Ranking:
    found = _fitting(words).aggregate(slugs=ArrayAgg("slug"), ranks=ArrayAgg("rank"))
    return Ranking(shelf, dict(zip(found["slugs"] or (), found["ranks"] or (), strict=True)))


def _fitting(words: str) -> QuerySet[Any]:
    query = SearchQuery(words, config=LANGUAGE, search_type="websearch")
    rank = Cast(SearchRank(F("search"), query) * MILLION, IntegerField())
    return SHARED.filter(search=query).annotate(rank=rank)


def _newest(**wanted: Any) -> QuerySet[Revision, Row]:
    revisions = Revision.objects.filter(**wanted, withdrawn_at=None)
    return revisions.order_by("listing", "-number").distinct("listing").values_list(*FIELDS)


def _shelf_of(rows: Iterable[Row]) -> Shelf:
    return Shelf([Item(**dict(zip(NAMES, row, strict=True))) for row in rows])


_VERSION = Kept(lambda: CatalogueVersion.objects.values_list("version"))
_OWN = Kept(lambda world: _newest(world=world, listing__world=None), uuid4())
_OWN_FITTING = Kept(
    lambda words, world: _fitting(words).filter(revisions__world=world).values_list("slug", "rank"), "words", uuid4()
)
_KEPT = _Kept()
