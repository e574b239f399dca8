"""Whoever is signed in keeps their way between pages, on pages of everybody's and where the road ends."""

from __future__ import annotations

import pytest
from django.test import Client

from hiring.accounts.models import Organisation, Person
from hiring.accounts.services import create_organisation


@pytest.fixture
def bobs_browser(bob: Person, organisation: Organisation) -> Client:
    """Bob, signed in, of one organisation."""
    client = Client()
    client.force_login(bob)
    return client


@pytest.mark.parametrize("address", ["/checks/", "/api/docs/", "/nothing/at/all/", "/review/nowhere/"])
def test_a_recruiter_keeps_the_way_through_their_organisation(bobs_browser: Client, address: str) -> None:
    page = bobs_browser.get(address).content.decode()
    assert ">Inbox</a>" in page
    assert ">Attempts</a>" not in page


@pytest.mark.parametrize("address", ["/checks/", "/nothing/at/all/", "/review/nowhere/"])
def test_a_candidate_keeps_theirs(her_browser: Client, address: str) -> None:
    page = her_browser.get(address).content.decode()
    assert ">Attempts</a>" in page
    assert ">Inbox</a>" not in page


def test_a_member_of_several_organisations_is_led_to_them(bobs_browser: Client, bob: Person) -> None:
    create_organisation(name="Second", slug="second", owner=bob)
    assert 'href="/review/">Organisations</a>' in bobs_browser.get("/checks/").content.decode()


@pytest.mark.parametrize("address", ["/checks/", "/nothing/at/all/"])
def test_a_stranger_has_none_and_finds_what_anybody_may_read(client: Client, rows: None, address: str) -> None:
    page = client.get(address).content.decode()
    assert "<nav" not in page
    assert 'href="/api/docs/"' in page
