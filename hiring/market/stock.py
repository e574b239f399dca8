"""What a world can find, on two shelves: the shared catalogue, kept while its version stays, and the world's own.

What was last asked of the shared listings is kept with them, for it is the same until their version changes: how well
they fit some words, since a word that stands in every third listing means reading every third listing, the counts of a
search, the revisions shown, and a world's own shelf, as long as the same revisions stand on it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeAlias
from uuid import UUID, uuid4

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Case, Expression, F, IntegerField, QuerySet, Subquery, When
from django.db.models.functions import Cast

from hiring.lib.kept import Kept
from hiring.lib.remembered import Remembered
from hiring.market.models import CatalogueVersion, Listing, Revision, World
from hiring.market.shelf import Item, Ranking, Shelf

LANGUAGE = "english"
MILLION = 1_000_000
MOST_RANKINGS = 64
MOST_COUNTS = 256
MOST_SHOWN = 4096
MOST_OWN = 256
Row: TypeAlias = tuple[Any, ...]
Counts: TypeAlias = Mapping[str, Counter[str]]
FIELDS = (
    *("pk", "listing__slug", "listing__title", "listing__domain", "licence_id", "regions", "listing__tags"),
    *("rows", "price_per_request_micro", "label_coverage", "missing_share"),
)
NAMES = (
    *("key", "slug", "title", "domain", "licence", "regions", "tags"),
    *("rows", "price", "label_coverage", "missing_share"),
)


class Stock:
    """Some datasets as they stood at one version of the catalogue, with what was last asked of them."""

    def __init__(self, version: UUID | None, shelf: Shelf) -> None:
        self.version = version
        self.shelf = shelf
        self.counts: Remembered[Counts] = Remembered(most=MOST_COUNTS)
        self.shown: Remembered[Revision] = Remembered(most=MOST_SHOWN)
        self.own: Remembered[Stock] = Remembered(most=MOST_OWN)
        self._rankings: Remembered[Ranking] = Remembered(most=MOST_RANKINGS)

    def ranking(self, words: str) -> Ranking:
        """Return how the datasets fit ``words``."""
        return self._rankings.once(words, lambda: _ranking_of(self.shelf, words))


@dataclass(frozen=True, kw_only=True)
class View:
    """A stock, which of the datasets in it are looked at, and how they fit the words looked for, if any are.

    ``regions`` are those that anything in the world names: what is offered worldwide may be used in each of them,
    whichever shelf it stands on.
    """

    stock: Stock
    seen: int
    ranking: Ranking | None
    regions: frozenset[str]

    @property
    def shelf(self) -> Shelf:
        """The datasets, laid out for searching."""
        return self.stock.shelf


class _Shared:
    """The shared catalogue as this process last read it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._stock = Stock(None, Shelf(()))

    def at(self, version: UUID) -> Stock:
        """Return the catalogue as it is now; its version was asked for before, so that no change is missed."""
        with self._lock:
            if version != self._stock.version:
                self._stock = Stock(version, _shelf_of(_newest(world=None).values_list(*FIELDS)))
            return self._stock


def views_of(world: World, words: str) -> tuple[View, View]:
    """Return what ``world`` can find: what its plan offers, and its own, which stands in for what is shared."""
    rows = _OWN_FITTING.all(words, world.pk) if words else _OWN.all(world.pk)
    stock = _SHARED.at(rows[0][len(FIELDS)] if rows else _VERSION.all()[0][0])
    own = stock.own.once(tuple(row[0] for row in rows), lambda: Stock(stock.version, _shelf_of(rows)))
    listings = world.plan.get("listings")
    offered = stock.shelf.all if listings is None else stock.shelf.named(listings)
    hidden = stock.shelf.named([*own.shelf.slugs, world.plan["exercise_listing"]])
    regions = frozenset(stock.shelf.having["region"]).union(own.shelf.having["region"])
    fitting = (stock.ranking(words), _own_ranking(own.shelf, rows)) if words else (None, None)
    return (
        View(stock=stock, seen=offered & ~hidden, ranking=fitting[0], regions=regions),
        View(stock=own, seen=own.shelf.all, ranking=fitting[1], regions=regions),
    )


def _ranking_of(shelf: Shelf, words: str) -> Ranking:
    fitting = Listing.objects.filter(world=None, search=_query(words)).annotate(rank=_rank("search", words))
    found = fitting.aggregate(slugs=ArrayAgg("slug"), ranks=ArrayAgg("rank"))
    return Ranking(shelf, dict(zip(found["slugs"] or (), found["ranks"] or (), strict=True)))


def _own_ranking(shelf: Shelf, rows: Sequence[Row]) -> Ranking:
    return Ranking(shelf, {slug: row[-1] for slug, row in zip(shelf.slugs, rows, strict=True) if row[-1] is not None})


def _query(words: str) -> SearchQuery:
    return SearchQuery(words, config=LANGUAGE, search_type="websearch")


def _rank(field: str, words: str) -> Expression:
    return Cast(SearchRank(F(field), _query(words)) * MILLION, IntegerField())


def _newest(**wanted: Any) -> QuerySet[Revision]:
    revisions = Revision.objects.filter(**wanted, withdrawn_at=None)
    return revisions.order_by("listing", "-number").distinct("listing")


def _own(world: UUID) -> QuerySet[Revision]:
    return _newest(world=world, listing__world=None).annotate(version=Subquery(_VERSIONS[:1]))


def _own_fitting(words: str, world: UUID) -> QuerySet[Revision]:
    fitting = When(listing__search=_query(words), then=_rank("listing__search", words))
    return _own(world).annotate(rank=Case(fitting))


def _shelf_of(rows: Iterable[Row]) -> Shelf:
    return Shelf([Item(**dict(zip(NAMES, row, strict=False))) for row in rows])


_VERSIONS = CatalogueVersion.objects.values_list("version")
_VERSION = Kept(lambda: _VERSIONS)
_OWN = Kept(lambda world: _own(world).values_list(*FIELDS, "version"), uuid4())
_OWN_FITTING = Kept(
    lambda words, world: _own_fitting(words, world).values_list(*FIELDS, "version", "rank"), "words", uuid4()
)
_SHARED = _Shared()
