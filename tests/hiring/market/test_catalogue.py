"""The catalogue is loaded once, searched in many ways, and shows each attempt its own world."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import HealthCheck, given, settings, strategies as st

from hiring.lib import storage
from hiring.lib.refused import Refused
from hiring.market.models import Listing, Revision, World
from hiring.market.search import Search, find
from hiring.market.services.catalogue import load_listings
from hiring.market.services.discovery import search_datasets, view_dataset
from hiring.market.services.revising import own_revision
from hiring.market.shelf import Sort
from tests.fixtures.installation import ROOT

BIRDS = ROOT / "catalogue" / "wildlife-strikes"
FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "q": st.sampled_from(("data", "wildlife strikes -reference", "year OR airport", "zeppelin")),
        "domain": st.sampled_from(("aviation", "health", "none")),
        "licence": st.sampled_from(("MIT", "CC0-1.0")),
        "region": st.sampled_from(("US", "DE", "EU", "JP", "worldwide")),
        "tag": st.sampled_from(("birds", "weather")),
        "min_rows": st.sampled_from((0, 100, 10_000)),
        "max_price": st.sampled_from((0, 4_000_000)),
        "min_label_coverage": st.sampled_from((0.0, 0.9)),
        "max_missing_share": st.sampled_from((0.0, 0.05)),
    },
)


def slugs(world: World, **asked: Any) -> list[str]:
    return [revision.listing.slug for revision in find(world, Search(**asked)).revisions]


def copy_of(folder: Path, place: Path, **changes: Any) -> Path:
    """A listing's folder with other words in its card."""
    place.mkdir()
    card = {**json.loads((folder / "listing.json").read_bytes()), **changes}
    (place / "listing.json").write_text(json.dumps(card))
    (place / "data.csv").write_bytes((folder / "data.csv").read_bytes())
    return place


def offer_here(world: World, slug: str, *, regions: list[str]) -> None:
    """Let a world have a revision of its own of a shared listing, for some regions."""
    base = Revision.objects.filter(listing__slug=slug).latest("number")
    if base.regions != regions:
        card = {**base.card, "terms": {**base.card["terms"], "regions": regions}}
        own_revision(world=world, base=base, number=base.number + 1, card=card)


@pytest.mark.django_db
def test_loading_the_catalogue_twice_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_catalogue")
    call_command("load_catalogue")
    said = capsys.readouterr().out.splitlines()
    count = Listing.objects.count()
    assert said == [f"{count} listings are on offer; {new} revisions are new." for new in (count, 0)]
    assert Revision.objects.count() == count >= 5
    assert all(storage.exists(revision.digest) for revision in Revision.objects.all())


@pytest.mark.django_db
def test_a_changed_card_is_the_next_revision_and_the_old_one_stays(tmp_path: Path) -> None:
    (first,) = load_listings(folders=[BIRDS])
    (second,) = load_listings(folders=[copy_of(BIRDS, tmp_path / "birds", title="Birds again")])
    assert (first.number, second.number) == (1, 2)
    assert Listing.objects.get().title == "Birds again"
    first.refresh_from_db()
    assert first.card["title"] != "Birds again"


@pytest.mark.django_db
def test_data_that_are_not_those_of_the_card_are_refused_and_nothing_is_offered(tmp_path: Path) -> None:
    folder = copy_of(BIRDS, tmp_path / "birds")
    (folder / "data.csv").write_bytes(b"strike_id\n1\n")
    with pytest.raises(Refused, match=r"birds/data.csv has digest sha256:\w+ and 12 bytes; its card says otherwise"):
        load_listings(folders=[folder])
    assert not Listing.objects.exists()


@pytest.mark.django_db
def test_a_card_that_is_not_in_the_format_is_refused_by_name_and_place(tmp_path: Path) -> None:
    copy_of(BIRDS, tmp_path / "birds", rows="many")
    with pytest.raises(CommandError, match=r"birds can't be offered.*birds/listing.json at /rows"):
        call_command("load_catalogue", tmp_path)


def test_an_attempt_sees_its_own_variant_of_the_exercise_and_never_the_clean_original(
    world: World, other_world: World
) -> None:
    clean = Revision.objects.get(listing__slug="wildlife-strikes", world=None)
    seen = view_dataset(world=world, slug="wildlife-strikes")
    assert seen.world == world
    assert view_dataset(world=other_world, slug="wildlife-strikes").world == other_world
    everything = find(world, Search(limit=100)).revisions
    assert clean not in everything
    assert len({revision.listing_id for revision in everything}) == len(everything) == len(world.plan["listings"])


def test_an_attempt_sees_only_the_newest_revision(world: World, tmp_path: Path) -> None:
    folder = copy_of(ROOT / "catalogue" / "airport-directory", tmp_path / "airports", title="Airports, mended")
    load_listings(folders=[folder])
    assert view_dataset(world=world, slug="airport-directory").number == 2
    assert slugs(world, q="airports mended")[0] == "airport-directory"


def test_what_the_plan_does_not_offer_is_not_there(world: World) -> None:
    world.plan["listings"].remove("airport-directory")
    assert "airport-directory" not in slugs(world, limit=100)
    with pytest.raises(Refused, match="'airport-directory' is on offer here") as refusal:
        view_dataset(world=world, slug="airport-directory")
    assert refusal.value.status == 404


FOUND: list[tuple[dict[str, Any], str | None, int | None]] = [
    ({"q": "bird strikes"}, "wildlife-strikes", None),
    ({"q": "striking birds"}, "wildlife-strikes", None),
    ({"q": "zeppelin"}, None, 0),
    ({"q": "strikes -reference", "domain": "aviation"}, "wildlife-strikes", 1),
    ({"domain": "ecology"}, "county-habitat", 1),
    ({"licence": "MIT"}, "airport-directory", 1),
    ({"tag": "registry"}, "aircraft-register", 1),
    ({"min_rows": 20_000}, "health-visits", 1),
    ({"max_price": -1}, None, 0),
    ({"sort": Sort.LARGEST, "limit": 100}, "health-visits", 38),
    ({"sort": Sort.TITLE, "limit": 1}, "week-of-earthquakes", 1),
    ({"domain": "ornithology"}, "penguin-measurements", 1),
    ({"tag": "sunspots"}, "yearly-sunspots", 1),
    ({"q": "earthquakes"}, "week-of-earthquakes", None),
    ({"q": "'); DROP TABLE market_listing --"}, None, 0),
]


def test_filters_narrow_what_is_found(world: World, subtests: pytest.Subtests) -> None:
    for asked, first, count in FOUND:
        with subtests.test(asked=asked):
            found = slugs(world, **asked)
            assert found[:1] == ([first] if first else [])
            assert count is None or len(found) == count


def test_a_region_finds_what_may_be_used_there(world: World) -> None:
    assert "aircraft-register" in slugs(world, region="DE")
    assert "aircraft-register" in slugs(world, region="EU")
    assert "aircraft-register" not in slugs(world, region="US")
    assert "airport-directory" in slugs(world, region="US")


def test_label_coverage_and_price_are_lower_and_upper_bounds(world: World) -> None:
    for revision in find(world, Search(min_label_coverage=0.9, max_price=4_000_000)).revisions:
        assert revision.label_coverage is not None
        assert revision.label_coverage >= 0.9
        assert revision.price_per_request_micro is not None
        assert revision.price_per_request_micro <= 4_000_000


def test_what_is_not_sold_by_the_request_has_no_price_to_find_it_by_and_comes_last(world: World) -> None:
    unpriced = {revision.listing.slug for revision in Revision.objects.filter(price_per_request_micro=None)}
    assert "jobs-by-supersector" in unpriced
    assert set(slugs(world, sort=Sort.CHEAPEST, limit=100)[-len(unpriced) :]) == unpriced
    assert not unpriced & set(slugs(world, max_price=10**12, limit=100))


@pytest.mark.django_db
def test_two_folders_of_one_listing_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Two folders hold a listing wildlife-strikes"):
        load_listings(folders=[BIRDS, copy_of(BIRDS, tmp_path / "birds")])


@pytest.mark.parametrize("sort", list(Sort))
def test_pages_hold_everything_once_even_while_the_catalogue_grows(world: World, sort: Sort, tmp_path: Path) -> None:
    asked = Search(q="data OR airport OR year" if sort is Sort.RELEVANCE else "", sort=sort, limit=3)
    whole = slugs(world, q=asked.q, sort=sort, limit=100)
    seen, cursor = [], None
    while True:
        page = find(world, Search(q=asked.q, sort=sort, limit=3, cursor=cursor))
        seen += [revision.listing.slug for revision in page.revisions]
        if len(seen) == 3:
            world.plan["listings"].append("aaa")
            load_listings(folders=[copy_of(BIRDS, tmp_path / "aaa", slug="aaa", title="Aaa", rows=10**9)])
        cursor = page.next_cursor
        if cursor is None:
            break
    assert [slug for slug in seen if slug != "aaa"] == whole
    assert len(set(seen)) == len(seen)


@pytest.mark.parametrize("cursor", ["x", "WyJ0aXRsZSJd", "price:of:another"])
def test_a_cursor_that_is_not_ours_is_refused(world: World, cursor: str) -> None:
    with pytest.raises(Refused, match="not from a page of this list"):
        find(world, Search(cursor=cursor))


def test_a_cursor_of_another_order_is_refused(world: World) -> None:
    cursor = find(world, Search(sort=Sort.TITLE, limit=1)).next_cursor
    with pytest.raises(Refused, match="not from a page of this list"):
        find(world, Search(sort=Sort.CHEAPEST, cursor=cursor))


@pytest.mark.parametrize("limit", [0, 101])
def test_a_page_has_a_size(world: World, limit: int) -> None:
    with pytest.raises(Refused, match="limit: A page holds 1 to 100"):
        find(world, Search(limit=limit))


@pytest.mark.parametrize("coverage", [-0.1, 1.1, float("nan"), float("inf")])
def test_a_label_coverage_is_a_share(world: World, coverage: float) -> None:
    with pytest.raises(Refused, match="min_label_coverage: a share lies between 0 and 1"):
        find(world, Search(min_label_coverage=coverage))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=FILTERS)
def test_facets_count_what_each_choice_would_leave(world: World, asked: dict[str, Any]) -> None:
    offer_here(world, "airport-directory", regions=["JP"])
    page = find(world, Search(**asked))
    for facet, counts in page.facets.items():
        for value, count in counts.items():
            assert find(world, Search(**asked | {facet: value})).total == count, (facet, value)


def test_a_facet_tells_every_choice_that_leaves_something(world: World) -> None:
    page = find(world, Search(q="wildlife strikes -reference"))
    named = {region for revision in Revision.objects.all() for region in revision.regions}
    assert page.facets["region"] == dict.fromkeys(sorted(named), page.total)
    aviation = find(world, Search(domain="aviation"))
    assert aviation.total == len(aviation.revisions) == sum(aviation.facets["licence"].values())
    assert len(aviation.facets["domain"]) > 3


def test_searches_and_views_stand_in_the_trail(world: World) -> None:
    page = search_datasets(world=world, search=Search(q="birds", limit=1))
    search_datasets(world=world, search=Search(q="birds", limit=1, cursor=page.next_cursor))
    view_dataset(world=world, slug="wildlife-strikes")
    assert [(entry.kind, entry.facts) for entry in world.trail.all()][1:] == [
        ("datasets.searched", {"query": {"q": "birds"}, "results": page.total}),
        ("dataset.viewed", {"listing": "wildlife-strikes"}),
    ]


def test_a_search_costs_the_same_queries_however_many_it_finds(world: World, django_assert_num_queries: Any) -> None:
    find(world, Search(q="data"))  # the catalogue and its words are read once for a version
    for asked in (Search(limit=1, sort=Sort.LARGEST), Search(limit=100)):
        with django_assert_num_queries(2):
            find(world, asked)
    for asked in (Search(limit=100), Search(q="data", limit=100)):  # and what is shown, too
        with django_assert_num_queries(1):
            find(world, asked)


def test_a_plan_that_names_no_listings_offers_the_whole_catalogue(world: World) -> None:
    world.plan["listings"] = ["wildlife-strikes", "airport-directory"]
    assert set(slugs(world, limit=100)) == {"wildlife-strikes", "airport-directory"}
    del world.plan["listings"]
    assert len(slugs(world, limit=100)) == Listing.objects.count()
    assert view_dataset(world=world, slug="health-visits").world is None


def test_what_is_withdrawn_is_found_no_more_at_once(world: World) -> None:
    assert "health-visits" in slugs(world, limit=100)
    Revision.objects.filter(listing__slug="health-visits").update(withdrawn_at=timezone.now())
    assert "health-visits" not in slugs(world, limit=100)


def test_missing_cells_are_an_upper_bound_and_an_order(world: World) -> None:
    found = find(world, Search(max_missing_share=0.05, sort=Sort.MOST_COMPLETE, limit=100)).revisions
    shares = [revision.missing_share for revision in found]
    assert found
    assert shares == sorted(shares)
    assert max(shares) <= 0.05
