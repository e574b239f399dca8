"""Codes to sign in with are letters: nobody learns from the answer who has an account, nor whether mail is away."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from hiring.accounts.models import Person
from hiring.letters.models import OVER, Letter
from tests.letters import deliver

ADDRESSES = ("alice@example.com", "nobody@example.com")


def ask(address: str) -> Client:
    """A browser in which a code was asked for."""
    browser = Client()
    answer = browser.post("/sign-in/", {"email": address})
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/code/")
    return browser


def test_whoever_has_the_address_or_nobody_is_answered_alike(alice: Person, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "away"
    pages = [ask(address).get("/sign-in/code/").content.decode() for address in ADDRESSES]
    shown, other = (page.replace(address, "") for page, address in zip(pages, ADDRESSES, strict=True))
    assert shown.count("csrfmiddlewaretoken") == other.count("csrfmiddlewaretoken")
    assert len(shown) == len(other)
    assert Letter.objects.count() == len(ADDRESSES)


def test_only_whoever_has_the_address_is_written_to(alice: Person) -> None:
    for address in ADDRESSES:
        ask(address)
    deliver()
    assert [letter.to for letter in mail.outbox] == [[alice.email]]


def test_a_code_that_no_longer_holds_is_not_sent(alice: Person) -> None:
    ask(alice.email)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        deliver()
    letter = Letter.objects.get()
    assert (letter.state, bytes(letter.sealed), mail.outbox) == (OVER, b"", [])
