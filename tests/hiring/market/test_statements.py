"""A call of the market costs a fixed number of statements, however much it brings."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytest_django import DjangoAssertNumQueries

from hiring.market.models import Licence, World
from hiring.market.services.access import grant_access
from hiring.market.services.keys import issue_key
from hiring.market.services.licensing import accept_offer, make_offer
from hiring.market.services.metering import MOST_EVENTS, Use, report_usage
from tests.fixtures.market import TRAINING, license_to

SAVEPOINT = 2
"""In a test, which is one transaction, a service's own is a savepoint, set and released."""


@pytest.fixture
def paid(world: World) -> Licence:
    """A licence of which every access is charged, and its creator has been paid before."""
    licence = license_to(world, "airport-traffic", pricing_model="per_request")
    grant_access(world=world, licence_id=licence.pk)
    return licence


def test_a_grant_of_access(paid: Licence, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(11 + SAVEPOINT):
        grant_access(world=paid.world, licence_id=paid.pk)


def test_a_grant_of_access_that_a_metered_key_pays(
    paid: Licence, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    key = issue_key(world=paid.world, label="fetching", cap_micro=800_000, scopes=["data:read"]).key
    with django_assert_num_queries(12 + SAVEPOINT):
        grant_access(world=paid.world, licence_id=paid.pk, credential=key)


def test_an_offer_accepted(world: World, paid: Licence, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    offer = make_offer(world=world, listing="airport-traffic", wish=TRAINING, pricing_model="subscription")
    with django_assert_num_queries(9 + SAVEPOINT):
        accept_offer(world=world, offer_id=offer.pk)


@pytest.mark.parametrize("events", [1, MOST_EVENTS])
def test_a_report_of_use(world: World, events: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    licence = license_to(world, "airport-traffic", pricing_model="per_inference")
    use = Use(
        event_id="0",
        licence=licence.pk,
        kind="inference",
        quantity=1,
        model="m",
        feature="",
        occurred_at=licence.created_at,
    )
    report_usage(world=world, uses=[use])
    # One of them asks who wishes to hear of it.
    with django_assert_num_queries(12 + SAVEPOINT):
        report_usage(world=world, uses=[replace(use, event_id=str(number)) for number in range(1, events + 1)])
