"""Searching what is on offer: filters, orders, pages that stay put while the catalogue grows, and facets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F, IntegerField, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Lower

from grader.digests import digest_of
from grader.licences import UNION, WORLDWIDE
from hiring.lib.cursors import bad_cursor, read_cursor, write_cursor
from hiring.lib.refused import Refused
from hiring.market.catalogue import on_offer
from hiring.market.models import Revision, World

LANGUAGE = "english"
MOST_PER_PAGE = 100
LARGEST_PRICE = 2**63 - 1
CURSOR = "market.search.cursor"
FACETS = {"domain": "listing__domain", "licence": "licence_id", "region": "regions", "tag": "listing__tags"}
"""The filters that are counted, and where a revision has what they ask for."""

Traits = Mapping[str, Any]


class Sort(StrEnum):
    """The orders to choose from; ties go by name."""

    RELEVANCE = "relevance"
    TITLE = "title"
    CHEAPEST = "price"
    LARGEST = "-rows"
    BEST_LABELLED = "-label_coverage"


@dataclass(frozen=True, kw_only=True)
class Search:
    """What is looked for; None asks for nothing. ``max_price`` is in micro-units per request, ``region`` where the
    data may be used; ``cursor`` is a page's ``next_cursor``."""

    q: str = ""
    tag: str | None = None
    domain: str | None = None
    licence: str | None = None
    region: str | None = None
    min_rows: int | None = None
    max_price: int | None = None
    min_label_coverage: float | None = None
    sort: Sort | None = None
    cursor: str | None = None
    limit: int = 20

    @property
    def order(self) -> Sort:
        """The order asked for; without one, the best matches first, or by title where no words are looked for."""
        return self.sort or (Sort.RELEVANCE if self.q else Sort.TITLE)


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some of what was found, in order; ``facets`` counts the choices left in each of four fields."""

    revisions: tuple[Revision, ...]
    total: int
    next_cursor: str | None
    facets: Mapping[str, Mapping[str, int]]


def find(world: World, search: Search) -> Page:
    """Return a page of what ``search`` finds in ``world``."""
    _refuse_unreasonable(search)
    found = _matching(world, search)
    ordered, descending = _ordered(found, search)
    if search.cursor:
        ordered = ordered.filter(_after(search.cursor, search, descending=descending))
    shown = list(ordered[: search.limit + 1])
    more = len(shown) > search.limit
    last = shown[search.limit - 1] if more else None
    traits = _traits_of(found)
    return Page(
        revisions=tuple(shown[: search.limit]),
        total=len(traits),
        next_cursor=_cursor_at(last, search) if last else None,
        facets=_facets(world, search, traits),
    )


def _refuse_unreasonable(search: Search) -> None:
    if not 1 <= search.limit <= MOST_PER_PAGE:
        raise Refused("bad_limit", f"A page holds 1 to {MOST_PER_PAGE} datasets; {search.limit} is not.", status=400)
    if search.min_label_coverage is not None and not 0 <= search.min_label_coverage <= 1:
        raise Refused("bad_label_coverage", "A label coverage lies between 0 and 1.", status=400)


def _matching(world: World, search: Search) -> QuerySet[Revision]:
    found = on_offer(world).filter(*_conditions(search))
    if search.q:
        found = found.filter(listing__search=_query(search))
    return found


def _conditions(search: Search) -> Iterator[Q]:
    if search.tag is not None:
        yield Q(listing__tags__contains=[search.tag])
    if search.domain is not None:
        yield Q(listing__domain=search.domain)
    if search.licence is not None:
        yield Q(licence_id=search.licence)
    if search.region is not None:
        yield _usable_in(search.region)
    if search.min_rows is not None:
        yield Q(rows__gte=search.min_rows)
    if search.max_price is not None:
        yield Q(price_per_request_micro__lte=search.max_price)
    if search.min_label_coverage is not None:
        yield Q(label_coverage__gte=search.min_label_coverage)


def _usable_in(region: str) -> Q:
    union = Q(regions__contains=["EU"]) if region in UNION else Q()
    return Q(regions__contains=[region]) | Q(regions__contains=[WORLDWIDE]) | union


def _query(search: Search) -> SearchQuery:
    return SearchQuery(search.q, config=LANGUAGE, search_type="websearch")


def _ordered(found: QuerySet[Revision], search: Search) -> tuple[QuerySet[Revision], bool]:
    """Order ``found`` by a place and, where places tie, by name; say whether larger places come first."""
    place, descending = _place(search)
    ordered = found.annotate(place=place, slug=F("listing__slug"))
    return ordered.order_by("-place" if descending else "place", "slug"), descending


def _place(search: Search) -> tuple[Combinable, bool]:
    match search.order:
        case Sort.RELEVANCE:
            rank = SearchRank(F("listing__search"), _query(search))
            return Cast(rank * 1_000_000, IntegerField()), True
        case Sort.TITLE:
            return Lower("listing__title"), False
        case Sort.CHEAPEST:
            return Coalesce("price_per_request_micro", LARGEST_PRICE), False
        case Sort.LARGEST:
            return F("rows"), True
        case Sort.BEST_LABELLED:
            return Coalesce("label_coverage", 0.0), True


def _after(cursor: str, search: Search, *, descending: bool) -> Q:
    """Return the condition that holds for whatever comes after the page that gave ``cursor``."""
    asked, place, slug = read_cursor(cursor, of=CURSOR)
    if asked != _asked(search):
        raise bad_cursor()
    beyond = Q(place__lt=place) if descending else Q(place__gt=place)
    return beyond | Q(place=place, slug__gt=slug)


def _cursor_at(revision: Any, search: Search) -> str:
    return write_cursor([_asked(search), revision.place, revision.slug], of=CURSOR)


def _asked(search: Search) -> str:
    """Return what tells one search from another, whichever of its pages is asked for."""
    return digest_of(repr(replace(search, sort=search.order, cursor=None, limit=0)).encode())[-16:]


def _facets(world: World, search: Search, traits: Sequence[Traits]) -> dict[str, dict[str, int]]:
    """Count, for each field to narrow by, what choosing each value would leave, all other filters kept."""
    return {name: _counts(_unfiltered(name, world, search, traits), field) for name, field in FACETS.items()}


def _unfiltered(name: str, world: World, search: Search, traits: Sequence[Traits]) -> Sequence[Traits]:
    """Return the traits of what is found without one filter: of what was found, where that filter is not set."""
    if getattr(search, name) is None:
        return traits
    without: dict[str, Any] = {name: None}
    return _traits_of(_matching(world, replace(search, **without)))


def _traits_of(found: QuerySet[Revision]) -> Sequence[Traits]:
    return list(found.select_related(None).values(*FACETS.values()))


def _counts(traits: Sequence[Traits], field: str) -> dict[str, int]:
    counted: Counter[str] = Counter()
    for one in traits:
        counted.update(one[field] if isinstance(one[field], list) else [one[field]])
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))
