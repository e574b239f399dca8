"""Searching what is on offer: filters, orders, pages that stay put while the catalogue grows, and facets."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, reduce
from itertools import islice, repeat
from operator import and_
from uuid import UUID, uuid4

from grader.digests import digest_of
from hiring.lib.cursors import bad_cursor, read_cursor, write_cursor
from hiring.lib.kept import Kept
from hiring.lib.refused import Refused
from hiring.market.models import Revision, World
from hiring.market.shelf import Place, Shelf, Sort
from hiring.market.stock import Counts, Stock, View, views_of

MOST_PER_PAGE = 100
FEW_PER_PAGE = 20
MOST_PER_FACET = 100
CURSOR = "market.search.cursor"
FACETS = ("domain", "licence", "region", "tag")
SHARES = ("min_label_coverage", "max_missing_share")


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
    max_missing_share: float | None = None
    sort: Sort | None = None
    cursor: str | None = None
    limit: int = 20

    @property
    def order(self) -> Sort:
        """The order asked for; without one, the best matches first, or by title where no words are looked for."""
        if self.sort is Sort.RELEVANCE and not self.q:
            return Sort.TITLE
        return self.sort or (Sort.RELEVANCE if self.q else Sort.TITLE)


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some of what was found, in order; ``facets`` counts the choices left in each of four fields."""

    revisions: tuple[Revision, ...]
    total: int
    next_cursor: str | None
    facets: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, kw_only=True)
class Sight:
    """What of a shelf fits the words looked for, and what of it passes each of the filters that are set."""

    view: View
    seen: int
    passing: Mapping[str, int]

    def found(self, *, without: str = "") -> int:
        """Return what passes every filter but the one named."""
        return reduce(and_, (bits for name, bits in self.passing.items() if name != without), self.seen)

    def counts(self) -> Counts:
        """Count what choosing each value of a facet would leave, all other filters kept."""
        return self.view.stock.counts.once((self.view.regions, self.seen, *self.passing.items()), self._count)

    def _count(self) -> Counts:
        return {facet: Counter(dict(self._left(facet))) for facet in FACETS}

    def _left(self, facet: str) -> Iterator[tuple[str, int]]:
        shelf, found = self.view.shelf, self.found(without=facet)
        for value in self.view.regions if facet == "region" else shelf.having[facet]:
            if count := (found & shelf.having_value(facet, value)).bit_count():
                yield value, count


def find(world: World, search: Search) -> Page:
    """Return a page of what ``search`` finds in ``world``."""
    _refuse_unreasonable(search)
    views = views_of(world, search.q)
    sights = [_sight(view, search) for view in views]
    ordered = heapq.merge(*(_ordered(sight, search) for sight in sights))
    shown = list(islice(ordered, search.limit + 1))
    more = len(shown) > search.limit
    return Page(
        revisions=_revisions([key for _, key in shown[: search.limit]], views[0].stock),
        total=sum(sight.found().bit_count() for sight in sights),
        next_cursor=_cursor_at(shown[search.limit - 1][0], search) if more else None,
        facets=_facets([sight.counts() for sight in sights]),
    )


def _refuse_unreasonable(search: Search) -> None:
    if not 1 <= search.limit <= MOST_PER_PAGE:
        raise Refused("bad_limit", f"limit: A page holds 1 to {MOST_PER_PAGE} datasets.", status=400)
    for name in SHARES:
        share = getattr(search, name)
        if share is not None and not 0 <= share <= 1:
            raise Refused("bad_share", f"{name}: a share lies between 0 and 1.", status=400)


def _sight(view: View, search: Search) -> Sight:
    fitting = view.shelf.all if view.ranking is None else view.ranking.all
    return Sight(view=view, seen=view.seen & fitting, passing=dict(_passing(view.shelf, search)))


def _passing(shelf: Shelf, search: Search) -> Iterator[tuple[str, int]]:
    """Yield each filter that is set, and what passes it: a bound is a place in an order, passed there or before."""
    for facet in FACETS:
        if (value := getattr(search, facet)) is not None:
            yield facet, shelf.having_value(facet, value)
    if search.min_rows is not None:
        yield "min_rows", shelf.order(Sort.LARGEST).upto(-search.min_rows)
    if search.max_price is not None:
        yield "max_price", shelf.order(Sort.CHEAPEST).upto(search.max_price)
    if search.min_label_coverage is not None:
        yield "min_label_coverage", shelf.order(Sort.BEST_LABELLED).upto(-search.min_label_coverage)
    if search.max_missing_share is not None:
        yield "max_missing_share", shelf.order(Sort.MOST_COMPLETE).upto(search.max_missing_share)


def _ordered(sight: Sight, search: Search) -> Iterator[tuple[Place, UUID]]:
    """Yield what is found in order, from where the cursor stands."""
    view = sight.view
    by_relevance = view.ranking if search.order is Sort.RELEVANCE else None
    order = by_relevance or view.shelf.order(search.order)
    return ((at, view.shelf.keys[item]) for at, item in order.after(_place_of(search), sight.found()))


def _place_of(search: Search) -> Place | None:
    if search.cursor is None:
        return None
    asked, value, slug = read_cursor(search.cursor, of=CURSOR)
    if asked != _asked(search):
        raise bad_cursor()
    return value, slug


def _cursor_at(place: Place, search: Search) -> str:
    return write_cursor([_asked(search), *place], of=CURSOR)


def _asked(search: Search) -> str:
    """Return what tells one search from another, whichever of its pages is asked for."""
    return digest_of(repr(replace(search, sort=search.order, cursor=None, limit=0)).encode())[-16:]


def _facets(counted: Sequence[Counts]) -> dict[str, dict[str, int]]:
    """Return the counts of each facet, the most frequent values first; of many, only those."""
    return {facet: _most(counts[facet] for counts in counted) for facet in FACETS}


def _most(counted: Iterable[Counter[str]]) -> dict[str, int]:
    together: Counter[str] = Counter()
    for counts in counted:
        together.update(counts)
    return dict(sorted(together.items(), key=lambda one: (-one[1], one[0]))[:MOST_PER_FACET])


def _revisions(keys: Sequence[UUID], stock: Stock) -> tuple[Revision, ...]:
    known = {key: revision for key in keys if (revision := stock.shown.recall(key))}
    if new := [key for key in keys if key not in known]:
        asked = [*new, *repeat(new[-1], -len(new) % FEW_PER_PAGE)]
        for revision in _described(len(asked)).all(*asked):
            known[revision.pk] = stock.shown.keep(revision.pk, revision)
    return tuple(known[key] for key in keys if key in known)


@cache
def _described(count: int) -> Kept[Revision]:
    """The query for ``count`` revisions, as a page describes them."""
    light = Revision.objects.select_related("listing").defer("card", "terms", "listing__search")
    return Kept(lambda *keys: light.filter(pk__in=keys), *(uuid4() for _ in range(count)))
