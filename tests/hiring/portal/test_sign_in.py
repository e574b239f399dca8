"""Signing in knows an address only from the link of an invitation that somebody holds."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client

from hiring.accounts.models import Person
from hiring.assessments.models import Cohort, Invitation
from hiring.assessments.services.inviting import invite, withdraw_invitation


@pytest.fixture
def link(cohort: Cohort, alice: Person, bob: Person) -> str:
    """The link in alice's letter."""
    return f"/invitations/{invite(cohort=cohort, email=alice.email, name='', by=bob)[1]}/"


def sign_in_page(client: Client, next_address: str) -> str:
    return client.get(f"/sign-in/?next={quote(next_address)}").content.decode()


@pytest.mark.parametrize("page", ["", "start/"])
def test_the_link_of_an_invitation_brings_its_address(client: Client, link: str, alice: Person, page: str) -> None:
    assert f'value="{alice.email}"' in sign_in_page(client, f"{link}{page}")


@pytest.mark.parametrize("address", ["", "/", "/invitations/guessed/", "//elsewhere.example/", "http://[", "/profile/"])
def test_nothing_else_brings_one(client: Client, link: str, alice: Person, address: str) -> None:
    assert alice.email not in sign_in_page(client, address)


def test_knowing_which_invitation_it_is_brings_none(client: Client, link: str, alice: Person) -> None:
    assert alice.email not in sign_in_page(client, f"/invitations/own/{Invitation.objects.get().pk}/")


def test_a_withdrawn_invitation_brings_none(client: Client, link: str, alice: Person, bob: Person) -> None:
    withdraw_invitation(invitation=Invitation.objects.get(), by=bob)
    assert alice.email not in sign_in_page(client, link)
