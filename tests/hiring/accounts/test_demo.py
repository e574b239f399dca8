"""A demonstration's sign-in link works where DEMO is on, for a day, for the person it names, by a press of a button."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user
from django.core import signing
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from hiring.accounts.demo import SALT, sign_in_link
from hiring.accounts.models import Person


@pytest.fixture
def demo(settings: Settings) -> None:
    """An installation that shows itself."""
    settings.DEMO = True


def path_to(person: Person, settings: Settings) -> str:
    return sign_in_link(person).removeprefix(settings.PUBLIC_URL)


def test_a_visit_signs_nobody_in_and_the_button_does(
    demo: None, alice: Person, client: Client, settings: Settings
) -> None:
    page = client.get(path_to(alice, settings))
    assert "Sign in as alice@example.com" in page.content.decode()
    assert not get_user(client).is_authenticated
    assert client.post(path_to(alice, settings)).headers["Location"] == "/"
    assert get_user(client) == alice


def test_a_member_lands_where_members_work(demo: None, bob: Person, client: Client, settings: Settings) -> None:
    page = client.post(path_to(bob, settings), follow=True)
    assert page.redirect_chain[-1][0] == "/review/orchard/"


def test_every_page_says_that_it_is_a_demo(demo: None, alice: Person, client: Client, settings: Settings) -> None:
    assert "demo-mark" in client.get(path_to(alice, settings)).content.decode()


def test_without_a_demo_there_is_no_such_address(alice: Person, client: Client, settings: Settings) -> None:
    settings.DEMO = False
    assert client.get(path_to(alice, settings)).status_code == 404
    assert client.post(path_to(alice, settings)).status_code == 404
    assert not get_user(client).is_authenticated
    assert "demo-mark" not in client.get("/sign-in/").content.decode()


def test_a_link_holds_for_a_day(demo: None, alice: Person, client: Client, settings: Settings) -> None:
    path = path_to(alice, settings)
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1), tick=False):
        page = client.post(path)
    assert page.status_code == 410
    assert "good for a day" in page.content.decode()


@pytest.mark.parametrize(
    "token",
    [
        "nonsense",
        signing.dumps("6f0e8d1a-0000-4000-8000-000000000000", salt="another", key="k" * 40),
        "a:b:c",
    ],
)
def test_a_made_up_link_signs_nobody_in(demo: None, rows: None, client: Client, token: str) -> None:
    assert client.post(f"/sign-in/demo/{token}/").status_code == 404


def test_a_link_to_nobody_signs_nobody_in(demo: None, rows: None, client: Client) -> None:
    for named in ("6f0e8d1a-0000-4000-8000-000000000000", "not a person"):
        assert client.post(f"/sign-in/demo/{signing.dumps(named, salt=SALT)}/").status_code == 404


def test_whoever_was_shut_out_stays_out(demo: None, alice: Person, client: Client, settings: Settings) -> None:
    alice.is_active = False
    alice.save()
    assert client.post(path_to(alice, settings)).status_code == 404
