"""A dataset changes under one attempt's hands: in its world alone, and never what it had licensed."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import timezone

from grader.faults import Change, Route
from grader.reactions import Reaction, reactions_in
from hiring.accounts.models import Organisation, Person
from hiring.assessments.models import Version
from hiring.assessments.services.publishing import create_assessment, read_ready
from hiring.lib import storage
from hiring.lib.refused import Refused
from hiring.market.models import Revision, World
from hiring.market.quotes import quote_of
from hiring.market.quoting import Plan
from hiring.market.search import Search, find
from hiring.market.services.access import grant_access
from hiring.market.services.catalogue import load_listings
from hiring.market.services.discovery import view_dataset, view_history
from hiring.market.services.faults import meet_faults
from hiring.market.services.licensing import make_offer
from hiring.market.services.revising import revise_for_world
from tests.fixtures.installation import ROOT
from tests.fixtures.market import TRAINING, license_to
from tests.hiring.market.test_catalogue import copy_of

AIRPORTS, TRAFFIC = "airport-directory", "airport-traffic"
FAULTS = [
    {"id": "retyped", "kind": "columns_changed", "route": "access", "first": 1, "last": 1}
    | {"listing": AIRPORTS, "column": "elevation_ft", "change": "retyped"},
    {"id": "renamed", "kind": "columns_changed", "route": "offer", "first": 1, "last": 1}
    | {"listing": TRAFFIC, "column": "flights", "change": "renamed"},
    {"id": "busy", "kind": "too_many_requests", "route": "access", "first": 1, "last": 1, "retry_after": 1},
    {"id": "nowhere", "kind": "columns_changed", "route": "offer", "first": 1, "last": 1}
    | {"listing": "two-city-weather", "column": "no_such_column", "change": "dropped"},
]


@pytest.fixture
def version(organisation: Organisation, bob: Person) -> Version:
    """The ready assessment, whose datasets change."""
    ready = read_ready("wildlife_strikes")
    draft = replace(ready, plan={**ready.plan, "faults": FAULTS})
    return create_assessment(organisation=organisation, slug="strikes", draft=draft, by=bob)


def reaction(world: World, fault: str) -> Reaction:
    found = {one.fault: one for one in reactions_in(list(world.trail.order_by("sequence")))}
    return found[fault]


def first_row(revision: Revision) -> dict[str, str]:
    with storage.open_digest(revision.digest) as data:
        return next(csv.DictReader(io.TextIOWrapper(data, encoding="utf-8", newline="")))


def test_a_licence_keeps_the_revision_it_is_for_and_a_refusal_undoes_no_change(world: World) -> None:
    licence = license_to(world, AIRPORTS, pricing_model="per_request")
    with pytest.raises(Refused, match="throttled"):
        meet_faults(world=world, route=Route.ACCESS, subject=str(licence.pk))
    access = grant_access(world=world, licence_id=licence.pk)
    assert access.grant.licence.revision.number == 1
    changed = view_dataset(world=world, slug=AIRPORTS)
    assert (changed.number, first_row(changed)["elevation_ft"]) == (2, "19.6 ft")
    told = reaction(world, "retyped")
    assert (told.handled, told.said) == (True, "licensed nothing of revision 2")
    assert [world.trail.get(sequence=entry).kind for entry in told.entries] == ["fault.played", "dataset.revised"]


def test_a_listing_withdrawn_meanwhile_is_left_as_it_is(world: World) -> None:
    licence = license_to(world, AIRPORTS, pricing_model="per_request")
    Revision.objects.filter(listing__slug=AIRPORTS).update(withdrawn_at=timezone.now())
    with pytest.raises(Refused, match="throttled"):
        meet_faults(world=world, route=Route.ACCESS, subject=str(licence.pk))
    assert grant_access(world=world, licence_id=licence.pk).grant.licence == licence
    assert reaction(world, "retyped").handled is None


@pytest.mark.parametrize("looks", [True, False])
def test_whoever_licenses_the_new_revision_is_asked_whether_they_looked(world: World, looks: bool) -> None:
    view_dataset(world=world, slug=TRAFFIC)
    meet_faults(world=world, route=Route.OFFER, subject=TRAFFIC)
    if looks:
        history = view_history(world=world, slug=TRAFFIC, limit=5)
        assert history.revisions[0].changes[1:] == ("Column flights_v2 was added.", "Column flights was removed.")
    licence = license_to(world, TRAFFIC, pricing_model="per_request")
    assert licence.revision.number == 2
    assert reaction(world, "renamed").handled is looks


def test_another_attempt_sees_nothing_of_it_and_a_release_does_not_undo_it(
    world: World, other_world: World, tmp_path: Path
) -> None:
    own = revise_for_world(world=world, slug=AIRPORTS, column="icao", change=Change.DROPPED)
    revise_for_world(world=other_world, slug=TRAFFIC, column="flights", change=Change.RENAMED)
    load_listings(folders=[copy_of(ROOT / "catalogue" / AIRPORTS, tmp_path / "later", title="Later")])
    assert view_dataset(world=world, slug=AIRPORTS) == own
    assert view_history(world=world, slug=AIRPORTS, limit=5).revisions[0].revision == own
    assert own in find(world, Search(q="airports")).revisions
    assert view_dataset(world=other_world, slug=AIRPORTS).world is None
    assert view_dataset(world=world, slug=TRAFFIC).number == 1


def test_later_releases_never_stand_before_the_own_revision_in_search_card_history_quote_or_offer(
    world: World, tmp_path: Path
) -> None:
    own = revise_for_world(world=world, slug=AIRPORTS, column="icao", change=Change.DROPPED)
    assert own is not None
    for title in ("Second", "Third"):
        load_listings(folders=[copy_of(ROOT / "catalogue" / AIRPORTS, tmp_path / title, title=title)])
    assert own.listing.revisions.filter(world=None).count() == 3
    assert_on_offer(world, own)
    again = revise_for_world(world=world, slug=AIRPORTS, column="elevation_ft", change=Change.RETYPED)
    assert again is not None
    assert again.number == own.number + 1
    assert "icao" not in first_row(again)
    assert_on_offer(world, again)


def assert_on_offer(world: World, own: Revision) -> None:
    """Check that every call of the market speaks of one and the same revision."""
    found = find(world, Search(q="airports", limit=100)).revisions
    offer = make_offer(world=world, listing=AIRPORTS, wish=TRAINING, pricing_model="per_request")
    assert [
        *(revision for revision in found if revision.listing.slug == AIRPORTS),
        view_dataset(world=world, slug=AIRPORTS),
        view_history(world=world, slug=AIRPORTS, limit=5).revisions[0].revision,
        quote_of(world=world, listing=AIRPORTS, plan=Plan(requests=1)).revision,
        offer.revision,
    ] == [own] * 5


def test_the_same_change_is_the_same_bytes_in_every_world(world: World, other_world: World) -> None:
    for each in (world, other_world):
        revise_for_world(world=each, slug=AIRPORTS, column="elevation_ft", change=Change.RETYPED)
    own, other = (view_dataset(world=each, slug=AIRPORTS) for each in (world, other_world))
    assert own != other
    assert (own.digest, own.card) == (other.digest, other.card)


def test_a_change_that_fits_no_column_harms_nobody_and_is_not_judged(world: World) -> None:
    meet_faults(world=world, route=Route.OFFER, subject="two-city-weather")
    assert view_dataset(world=world, slug="two-city-weather").number == 1
    assert reaction(world, "nowhere").handled is None
