"""Alice gives a part of her pipeline a key of its own, and sees what it spends."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from hiring.assessments.models import Attempt
from hiring.market.models import Credential, World
from hiring.market.services.credentials import Secret
from hiring.market.services.keys import MOST_KEYS, issue_key
from tests.hiring.api.conftest import token_for

WISH = {"label": "fetching", "cap": "2.5", "scopes": ["data:read", "wallet:read"]}
SHOWN = re.compile(r'id="client-(?:id|secret)">(\w+)<')


@pytest.fixture
def address(her_attempt: Attempt) -> str:
    """The address of the page."""
    return f"/attempts/{her_attempt.pk}/keys/"


@pytest.fixture
def key(world: World) -> str:
    """A key of hers."""
    return issue_key(world=world, label="training", cap_micro=2_000_000, scopes=["usage:write"]).key.client_id


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_the_attempt_leads_to_its_keys_and_before_there_is_one_the_page_says_why(
    her_browser: Client, her_attempt: Attempt, address: str
) -> None:
    assert f'href="{address}"' in text_of(her_browser, f"/attempts/{her_attempt.pk}/")
    assert "No key yet" in text_of(her_browser, address)


def test_a_key_is_made_and_its_secret_shown_once(her_browser: Client, her_attempt: Attempt, address: str) -> None:
    made = her_browser.post(address, WISH)
    assert made["Location"] == address
    assert 'id="client-secret"' not in text_of(her_browser, f"/attempts/{her_attempt.pk}/")
    answer = her_browser.get(address)
    client_id, client_secret = SHOWN.findall(answer.content.decode())
    assert "no-store" in answer["Cache-Control"]
    assert token_for(Secret(client_id=client_id, client_secret=client_secret))
    kept = Credential.objects.get(client_id=client_id)
    assert (kept.label, kept.cap_micro, kept.scopes) == ("fetching", 2_500_000, WISH["scopes"])
    page = text_of(her_browser, address)
    assert client_id in page
    assert client_secret not in page


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"label": ""}, "This field is required."),
        ({"cap": "0"}, "greater than or equal to"),
        ({"cap": "1.0000001"}, "6 decimal places"),
        ({"scopes": ["keys:write"]}, "not one of the available choices"),
    ],
)
def test_what_can_not_be_made_is_told_beside_the_field(
    her_browser: Client, address: str, wish: dict[str, object], said: str
) -> None:
    answer = her_browser.post(address, {**WISH, **wish})
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not Credential.objects.exclude(cap_micro=None).exists()


def test_it_tells_what_was_spent_and_when_a_key_has_ended(
    her_browser: Client, address: str, key: str, world: World
) -> None:
    Credential.objects.filter(client_id=key).update(spent_micro=500_000)
    page = text_of(her_browser, address)
    assert "0.50 cr of 2 cr spent" in page
    assert "Spent, in credits: 0.5 of 2" in page
    answer = her_browser.post(f"{address}{key}/revoke/", follow=True)
    assert "The key training is revoked." in answer.content.decode()
    assert ">revoked</span>" in text_of(her_browser, address)


def test_a_new_secret_is_shown_once(her_browser: Client, address: str, key: str) -> None:
    rotate = f"{address}{key}/secret/"
    page = her_browser.post(rotate, follow=True).content.decode()
    assert SHOWN.findall(page)[0] == key
    assert her_browser.get(rotate)["Location"] == address
    assert 'id="client-secret"' not in text_of(her_browser, address)


def test_no_more_are_made_than_there_may_be(her_browser: Client, address: str, world: World) -> None:
    for number in range(MOST_KEYS):
        issue_key(world=world, label=f"key {number}", cap_micro=1, scopes=["data:read"])
    assert "the most there may be" in text_of(her_browser, address)
    answer = her_browser.post(address, WISH)
    assert (answer.status_code, "Revoke one." in answer.content.decode()) == (409, True)


def test_charlie_finds_none_of_it(his_browser: Client, address: str, key: str) -> None:
    assert his_browser.get(address).status_code == 404
    assert his_browser.post(address, WISH).status_code == 404
    assert his_browser.post(f"{address}{key}/revoke/").status_code == 404
