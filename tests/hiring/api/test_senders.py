"""Who sends a large body is read from what opens something, and from nothing else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from hiring.accounts.models import Person
from hiring.api.senders import sender_of
from hiring.market.models import World


def shown_by(client: Client) -> dict[str, str]:
    """What a client shows of itself with each request."""
    environ: dict[str, str] = client._base_environ()  # type: ignore[attr-defined]  # what its every request begins with
    return environ


def test_a_token_and_a_session_name_the_same_person(pipeline: Client, alice: Person) -> None:
    signed_in = Client()
    signed_in.force_login(alice)
    assert sender_of(shown_by(pipeline)) == sender_of(shown_by(signed_in)) == str(alice.pk)


def test_a_token_that_was_revoked_names_nobody(pipeline: Client, world: World) -> None:
    world.credentials.update(revoked_at=timezone.now())
    assert sender_of(shown_by(pipeline)) is None


def test_a_session_that_has_ended_names_nobody(client: Client, alice: Person) -> None:
    client.force_login(alice)
    shown = shown_by(client)
    client.logout()
    assert sender_of(shown) is None


@pytest.mark.django_db
@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer x", "Bearer \xff", "Basic eDp4", "x"])
def test_what_opens_nothing_names_nobody(shown: str) -> None:
    assert sender_of({"HTTP_AUTHORIZATION": shown, "HTTP_COOKIE": "sessionid=no-such-session; other"}) is None
