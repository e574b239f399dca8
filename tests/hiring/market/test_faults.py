"""Fault plans: the same for everyone of a cohort, each request counted once, and all of it in the trail."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, strategies as st
from pytest_django import DjangoAssertNumQueries

from grader.faults import ROUTES, Fault, Kind, Route, lane_of, read_faults
from grader.reactions import reactions_in
from hiring.accounts.models import Organisation, Person
from hiring.assessments.models import Version
from hiring.assessments.services.publishing import create_assessment, read_ready
from hiring.lib.refused import Refused
from hiring.market.faults import expected, fault_at, schedule
from hiring.market.models import RequestCount, World
from hiring.market.services.access import grant_access
from hiring.market.services.faults import meet_faults
from tests.fixtures.market import license_to

SAVEPOINT = 2
SHAKY = [
    {"id": "search-down", "kind": "unavailable", "route": "search", "first": 2, "last": 40, "times": 2},
    {"id": "airports-revoked", "kind": "licence_revoked", "route": "access", "first": 1, "last": 1}
    | {"listing": "airport-directory"},
]


TOLD = [
    {"id": "twice", "kind": "webhook_duplicated", "route": "webhook", "first": 1, "last": 1, "times": 3},
    {"id": "renamed", "kind": "columns_changed", "route": "offer", "first": 1, "last": 4}
    | {"listing": "airport-traffic", "column": "flights", "change": "renamed"},
]


@st.composite
def faults(draw: st.DrawFn) -> Fault:
    kind = draw(st.sampled_from(sorted(Kind)))
    first = draw(st.integers(1, 1000))
    return Fault(
        id=draw(st.text("abc", min_size=1, max_size=8)),
        kind=kind,
        route=draw(st.sampled_from(sorted(ROUTES[kind]))),
        first=first,
        last=first + draw(st.integers(0, 50)),
        times=draw(st.integers(2, 5)) if kind in {Kind.DOWN, Kind.REPEATED} else 1,
    )


@given(planned=st.lists(faults(), max_size=6), seed=st.binary(min_size=32, max_size=32))
def test_the_same_plan_and_seed_give_the_same_faults_within_what_the_plan_says(
    planned: list[Fault], seed: bytes
) -> None:
    scheduled = schedule(planned, seed=seed)
    assert scheduled == schedule(list(planned), seed=bytes(seed))
    for fault, played in zip(planned, scheduled, strict=True):
        assert fault.first <= played.first <= fault.last
        assert played.last - played.first == (fault.times - 1 if fault.kind is Kind.DOWN else 0)


@given(seed=st.binary(min_size=32, max_size=32), ordinal=st.integers(1, 100))
def test_a_request_meets_the_fault_that_covers_its_number_and_no_other(seed: bytes, ordinal: int) -> None:
    scheduled = schedule(read_faults(SHAKY), seed=seed)
    down = scheduled[0]
    met = fault_at(scheduled, lane=lane_of(Route.SEARCH), ordinal=ordinal)
    assert (met is down) == (down.first <= ordinal <= down.last)
    assert fault_at(scheduled, lane=lane_of(Route.CARD), ordinal=ordinal) is None


def test_cohorts_draw_other_requests_of_the_range() -> None:
    planned = read_faults(SHAKY)
    begun = {schedule(planned, seed=bytes([number] * 32))[0].first for number in range(30)}
    assert len(begun) > 5


def test_a_recruiter_reads_of_a_message_how_often_it_is_sent_and_of_a_column_what_becomes_of_it() -> None:
    told_twice, renamed = expected(read_faults(TOLD))
    assert (told_twice.when, told_twice.what) == (
        "sending a webhook, message 1",
        "the same message is sent more than once: 3 times under one id",
    )
    assert renamed.when == "asking for an offer of airport-traffic, one of the requests 1 to 4"
    assert renamed.what == "a new revision appears with another column: flights is renamed"


def test_a_recruiter_reads_when_what_and_what_is_good() -> None:
    down, revoked = expected(read_faults(SHAKY))
    assert (down.when, down.what) == (
        "searching, one of the requests 2 to 40",
        "503, the market can't answer, 2 times in a row",
    )
    assert revoked.when == "asking for access to airport-directory, request 1"
    assert revoked.good == "leaves the dataset out and asks no more for it"


@pytest.fixture
def version(organisation: Organisation, bob: Person) -> Version:
    """The ready assessment, with faults."""
    ready = read_ready("wildlife_strikes")
    shaky = replace(ready, plan={**ready.plan, "faults": SHAKY})
    return create_assessment(organisation=organisation, slug="strikes", draft=shaky, by=bob)


def search(world: World) -> str:
    """Ask once and return what was met."""
    try:
        meet_faults(world=world, route=Route.SEARCH)
    except Refused as refusal:
        return refusal.code
    return "answered"


def told(world: World) -> list[dict[str, Any]]:
    return [dict(entry.facts) for entry in world.trail.filter(kind="fault.played").order_by("sequence")]


def test_two_attempts_of_a_cohort_meet_the_same_faults(world: World, other_world: World) -> None:
    own, other = ([search(each) for _ in range(45)] for each in (world, other_world))
    assert own == other
    assert own.count("unavailable") == 2
    assert told(world) == told(other_world)


def test_what_was_met_stands_in_the_trail_with_the_request_that_came_back(world: World) -> None:
    while search(world) == "answered":
        continue
    assert (search(world), search(world)) == ("unavailable", "answered")
    kinds = list(world.trail.filter(kind__startswith="fault.").order_by("sequence").values_list("kind", flat=True))
    assert kinds == ["fault.played", "fault.followed", "fault.played", "fault.followed"]
    [reaction] = reactions_in(list(world.trail.order_by("sequence")))
    assert (reaction.fault, reaction.handled) == ("search-down", False)


def test_a_licence_is_revoked_when_access_is_first_asked_for_and_other_licences_stand(world: World) -> None:
    airports = license_to(world, "airport-directory", pricing_model="per_request")
    traffic = license_to(world, "airport-traffic", pricing_model="per_request")
    for licence in (traffic, airports):
        meet_faults(world=world, route=Route.ACCESS, subject=str(licence.pk))
    grant_access(world=world, licence_id=traffic.pk)
    with pytest.raises(Refused, match="was revoked: Its creator"):
        grant_access(world=world, licence_id=airports.pk)
    assert [fault["subject"] for fault in told(world)] == [str(airports.pk)]


def test_counting_a_request_takes_three_statements(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3 + SAVEPOINT):
        meet_faults(world=world, route=Route.SEARCH)


def test_a_route_without_faults_takes_none(world: World, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        meet_faults(world=world, route=Route.CARD)
    assert RequestCount.objects.filter(world=world).count() == 2
