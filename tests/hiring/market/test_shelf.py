"""A shelf finds, orders, counts and pages exactly as going through every dataset would."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from hypothesis import given, strategies as st

from hiring.market import shelf as shelves
from hiring.market.shelf import PLACES, Item, Ranking, Shelf, Sort, bits_of, items_of

NAMES = ("red", "green", "blue")
REGIONS = ("EU", "US", "DE", "worldwide")


def items() -> st.SearchStrategy[list[Item]]:
    """Datasets whose facts tie often."""
    numbers = st.integers(0, 5)
    shares = st.one_of(st.none(), st.sampled_from((0.0, 0.25, 0.5, 1.0)))
    item: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
        {
            "title": st.sampled_from(NAMES),
            "domain": st.sampled_from(NAMES),
            "licence": st.sampled_from(("MIT", "CC0-1.0")),
            "regions": st.lists(st.sampled_from(REGIONS), min_size=1, unique=True),
            "tags": st.lists(st.sampled_from(NAMES), unique=True),
            "rows": numbers,
            "price": st.one_of(st.none(), numbers),
            "label_coverage": shares,
            "missing_share": shares,
        }
    )
    return st.lists(item, max_size=40).map(
        lambda facts: [Item(key=UUID(int=i), slug=f"item-{i}", **one) for i, one in enumerate(facts)]
    )


HELD: dict[str, Callable[[Item], Sequence[str]]] = {
    "domain": lambda item: [item.domain],
    "licence": lambda item: [item.licence],
    "tag": lambda item: item.tags,
    "region": lambda item: item.regions,
}
sorts = st.sampled_from(list(PLACES))


def place_of(item: Item, sort: Sort) -> tuple[Any, str]:
    return PLACES[sort](item), item.slug


@given(st.sets(st.integers(0, 5000)))
def test_a_set_holds_what_was_put_in(positions: set[int]) -> None:
    assert set(items_of(bits_of(list(positions)))) == positions


@given(items(), sorts, st.integers(-6, 6))
def test_a_bound_passes_whoever_stands_at_it_or_before(found: list[Item], sort: Sort, bound: int) -> None:
    if sort is Sort.TITLE:
        return
    passed = set(items_of(Shelf(found).order(sort).upto(bound)))
    assert passed == {i for i, item in enumerate(found) if PLACES[sort](item) <= bound}


@given(items(), sorts, st.sets(st.integers(0, 39)), st.integers(0, 39), st.booleans())
def test_what_comes_after_a_place_is_what_sorting_says(
    found: list[Item], sort: Sort, among: set[int], at: int, few: bool
) -> None:
    among = {position for position in among if position < len(found)}
    place = place_of(found[at], sort) if at < len(found) else None
    expected = sorted(
        (place_of(found[position], sort), position)
        for position in among
        if place is None or place_of(found[position], sort) > place
    )
    bound = shelves.FEW
    try:
        shelves.FEW = 1024 if few else -1
        assert list(Shelf(found).order(sort).after(place, bits_of(list(among)))) == expected
    finally:
        shelves.FEW = bound


@given(items(), items(), sorts, st.integers(1, 5))
def test_pages_show_everything_that_stays_once_while_datasets_are_added(
    found: list[Item], added: list[Item], sort: Sort, size: int
) -> None:
    later = [Item(**{**facts(item), "slug": f"new-{item.slug}"}) for item in added]
    shown: list[str] = []
    place = None
    while True:
        items_now = found if place is None else [*later, *found]
        shelf = Shelf(items_now)
        page = list(islice(shelf.order(sort).after(place, shelf.all), size))
        if not page:
            break
        shown += [shelf.slugs[position] for _, position in page]
        place = page[-1][0]
    assert len(set(shown)) == len(shown)
    assert [slug for slug in shown if slug.startswith("item")] == [
        item.slug for item in sorted(found, key=lambda item: place_of(item, sort))
    ]


@given(items(), st.sampled_from(("domain", "licence", "tag", "region")))
def test_a_facet_holds_whoever_has_its_value(found: list[Item], facet: str) -> None:
    shelf = Shelf(found)
    for value in shelf.having[facet]:
        wanted = {value, "worldwide", *(["EU"] if value == "DE" else [])} if facet == "region" else {value}
        assert set(items_of(shelf.having_value(facet, value))) == {
            i for i, item in enumerate(found) if wanted & set(HELD[facet](item))
        }


@given(items(), st.dictionaries(st.integers(0, 45), st.integers(0, 3)), st.sets(st.integers(0, 39)), st.integers(0, 3))
def test_a_ranking_yields_the_best_first_and_knows_who_fits(
    found: list[Item], fits: dict[int, int], among: set[int], at: int
) -> None:
    shelf = Shelf(found)
    ranking = Ranking(shelf, {f"item-{number}": score for number, score in fits.items()})
    fitting = {number: score for number, score in fits.items() if number < len(found)}
    assert set(items_of(ranking.all)) == set(fitting)
    ordered = sorted(((-fitting[i], f"item-{i}"), i) for i in among & set(fitting))
    assert list(ranking.after(None, bits_of(list(among)))) == ordered
    place = (-at, "item-2")
    assert list(ranking.after(place, bits_of(list(among)))) == [one for one in ordered if one[0] > place]


def facts(item: Item) -> dict[str, Any]:
    return {name: getattr(item, name) for name in Item.__slots__}
