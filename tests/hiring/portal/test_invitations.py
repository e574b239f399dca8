"""An invitation says everything before a clock runs, and starts with one click."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from hiring.accounts.models import Person
from hiring.assessments.models import Attempt, Cohort, Invitation
from hiring.assessments.services.attempting import open_attempt
from hiring.assessments.services.inviting import invite, withdraw_invitation
from hiring.grading.catalogue import contents, hidden_checks


@pytest.fixture
def link(cohort: Cohort, alice: Person, bob: Person) -> str:
    """The link in alice's letter."""
    return f"/invitations/{invite(cohort=cohort, email=alice.email, name='', by=bob)[1]}/"


def invitation_of(person: Person) -> Invitation:
    return Invitation.objects.get(person=person)


def test_it_says_what_is_asked_weighed_and_hidden_to_whoever_holds_the_link(client: Client, link: str) -> None:
    page = client.get(link).content.decode()
    for said in ("Sign in to start", "What is asked", "How it is weighed", "QUA020", "Using AI", "bob@example.com"):
        assert said in page
    assert not Attempt.objects.exists()


def test_it_starts_with_one_click_and_shows_the_secret_once(
    her_browser: Client, link: str, catalogue: None, planted_once: None
) -> None:
    answer = her_browser.post(f"{link}start/", follow=True)
    assert answer.redirect_chain == [(f"/attempts/{Attempt.objects.get().pk}/", 302)]
    secret = re.search(r'id="client-secret">(hsx_\w+)<', answer.content.decode())
    assert secret is not None
    assert "no-store" in answer["Cache-Control"]
    again = her_browser.get(f"/attempts/{Attempt.objects.get().pk}/")
    assert secret[1] not in again.content.decode()


def test_starting_twice_leads_to_the_attempt(her_browser: Client, link: str, alice: Person) -> None:
    attempt = open_attempt(invitation=invitation_of(alice), candidate=alice)
    assert her_browser.post(f"{link}start/")["Location"] == f"/attempts/{attempt.pk}/"
    page = her_browser.get(link).content.decode()
    assert "Open your attempt" in page
    assert f'href="/attempts/{attempt.pk}/submissions/"' in page
    assert "your attempt ends" in page
    assert "No clock is running" not in page


def test_whoever_holds_the_link_of_a_started_one_is_told_so_and_nothing_of_the_attempt(
    client: Client, link: str, alice: Person
) -> None:
    attempt = open_attempt(invitation=invitation_of(alice), candidate=alice)
    page = client.get(link).content.decode()
    assert "It has been started" in page
    assert "No clock is running" not in page
    assert str(attempt.pk) not in page


def test_the_checks_it_hides_are_counted_among_all_that_a_report_lists(client: Client, link: str) -> None:
    assert f"{len(hidden_checks())} of {len(contents())} checks" in client.get(link).content.decode()


def test_a_stranger_reads_it_and_cannot_start_it(his_browser: Client, link: str) -> None:
    assert "sent to another address" in his_browser.get(link).content.decode()
    assert his_browser.post(f"{link}start/").status_code == 404
    assert not Attempt.objects.exists()


def test_it_waits_at_home_without_its_link(her_browser: Client, link: str, alice: Person) -> None:
    own = f"/invitations/own/{invitation_of(alice).pk}/"
    assert own in her_browser.get("/").content.decode()
    assert "Start the clock" in her_browser.get(own).content.decode()


def test_an_invitation_of_someone_else_is_not_there(his_browser: Client, link: str, alice: Person) -> None:
    assert his_browser.get(f"/invitations/own/{invitation_of(alice).pk}/").status_code == 404


def test_a_withdrawn_one_is_gone_and_says_so(client: Client, link: str, alice: Person, bob: Person) -> None:
    withdraw_invitation(invitation=invitation_of(alice), by=bob)
    page = client.get(link)
    assert page.status_code == 410
    assert "has withdrawn this invitation" in page.content.decode()


def test_an_expired_one_is_gone_and_says_so(client: Client, link: str) -> None:
    Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    page = client.get(link)
    assert page.status_code == 410
    assert "has expired" in page.content.decode()


def test_a_link_that_names_nothing_says_so(client: Client, rows: None) -> None:
    page = client.get("/invitations/nothing/")
    assert page.status_code == 404
    assert "names no invitation" in page.content.decode()


def test_the_log_names_the_page_and_not_the_link(client: Client, link: str, caplog: pytest.LogCaptureFixture) -> None:
    client.get(link)
    assert "/invitations/<str:token>/" in caplog.text
    assert link not in caplog.text
