"""Assessments are taken from the library, cohorts opened, people invited."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hiring.accounts.models import Organisation, Person
from hiring.assessments.models import Assessment, Attempt, Cohort, Invitation
from hiring.assessments.queries import invitation_by_token
from hiring.assessments.services.inviting import VALID_FOR, invite, invite_many
from hiring.assessments.services.publishing import open_cohort
from hiring.letters.models import Letter
from tests.hiring.review.making import browser_of
from tests.letters import deliver


@pytest.fixture
def browser(bob: Person) -> Client:
    """Bob's."""
    return browser_of(bob)


def invite_by_page(browser: Client, cohort: Cohort, addresses: str) -> tuple[int, str]:
    answer = browser.post(f"/review/orchard/cohorts/{cohort.pk}/", {"addresses": addresses})
    return answer.status_code, answer.content.decode()


def test_a_ready_assessment_is_taken_once(browser: Client, organisation: Organisation) -> None:
    assert "Take it" in browser.get("/review/orchard/assessments/").content.decode()
    page = browser.post("/review/orchard/library/wildlife_strikes/", follow=True).content.decode()
    assert "is yours now" in page
    assert "Take it" not in browser.get("/review/orchard/assessments/").content.decode()
    assert browser.post("/review/orchard/library/wildlife_strikes/").status_code == 409
    assert Assessment.objects.count() == 1


@pytest.mark.parametrize("name", ["nothing", "..", "x" * 300, "wildlife_strikes%00"])
def test_what_the_library_lacks_is_not_found(browser: Client, organisation: Organisation, name: str) -> None:
    assert browser.post(f"/review/orchard/library/{name}/").status_code == 404


def test_a_cohort_is_opened_and_has_a_name_of_its_own(browser: Client, cohort: Cohort) -> None:
    address = f"/review/orchard/assessments/{cohort.version.assessment_id}/cohorts/"
    assert browser.post(address, {"name": "winter"}).status_code == 302
    assert browser.post(address, {"name": "winter"}).status_code == 409
    assert browser.post(address, {"name": ""}).status_code == 422


def test_links_are_sent_and_shown_once(browser: Client, cohort: Cohort) -> None:
    status, page = invite_by_page(browser, cohort, "Dora@Example.com, Dora D.\n\nemil@example.com")
    assert status == 200
    deliver()
    assert [letter.to for letter in mail.outbox] == [["dora@example.com"], ["emil@example.com"]]
    links = [line for letter in mail.outbox for line in letter.body.split() if "/invitations/" in line]
    assert len(links) == 2
    assert all(link in page for link in links)
    later = browser.get(f"/review/orchard/cohorts/{cohort.pk}/").content.decode()
    assert not any(link in later for link in links)
    assert "2 invited" in later


def test_inviting_from_the_inbox_begins_with_the_only_cohort_there_is(browser: Client, cohort: Cohort) -> None:
    assert 'href="/review/orchard/invite/"' in browser.get("/review/orchard/").content.decode()
    assert browser.get("/review/orchard/invite/").content.decode().count("<option") == 1
    answer = browser.post("/review/orchard/invite/", {"cohort": cohort.pk, "addresses": "dora@example.com"})
    assert "These links are shown only now" in answer.content.decode()
    assert f'action="/review/orchard/cohorts/{cohort.pk}/"' in answer.content.decode()
    assert cohort.invitations.get().person.email == "dora@example.com"


def test_inviting_from_the_inbox_asks_which_cohort_where_there_are_several(
    browser: Client, cohort: Cohort, bob: Person
) -> None:
    winter = open_cohort(version=cohort.version, name="winter", by=bob)
    page = browser.get(f"/review/orchard/invite/?cohort={cohort.pk}").content.decode()
    assert f'<option value="{cohort.pk}" selected>' in page
    assert f'<optgroup label="{cohort.version.assessment.title}">' in page
    browser.post("/review/orchard/invite/", {"cohort": winter.pk, "addresses": "dora@example.com"})
    assert winter.invitations.count() == 1


@pytest.mark.parametrize("chosen", ["", "x", "6f9619ff-8b86-4011-b42d-00c04fc964ff"])
def test_a_cohort_there_is_none_of_invites_nobody(browser: Client, cohort: Cohort, chosen: str) -> None:
    answer = browser.post("/review/orchard/invite/", {"cohort": chosen, "addresses": "dora@example.com"})
    assert answer.status_code == 422
    assert not Invitation.objects.exists()


def test_inviting_without_a_cohort_says_what_to_do_first(browser: Client, organisation: Organisation) -> None:
    assert "Nothing to invite to yet" in browser.get("/review/orchard/invite/").content.decode()


@pytest.mark.parametrize(
    ("addresses", "said"),
    [
        ("", "This field is required."),
        ("\n , \n", "no address here"),
        ("dora@example.com\nnobody at all", "nobody at all"),
        (f"{'x' * 250}@example.com", "is not an e-mail address"),
        ("\n".join(f"p{number}@example.com" for number in range(201)), "at most 200"),
        ("<script>@example.com", "&lt;script&gt;"),
    ],
)
def test_addresses_that_are_none_invite_nobody(browser: Client, cohort: Cohort, addresses: str, said: str) -> None:
    status, page = invite_by_page(browser, cohort, addresses)
    assert status == 422
    assert said in page
    assert "autofocus" in page
    assert not Invitation.objects.exists()


def test_whoever_is_invited_already_is_named_and_the_others_are_invited(
    browser: Client, invitation: Invitation, cohort: Cohort
) -> None:
    status, page = invite_by_page(browser, cohort, "alice@example.com\nemil@example.com")
    assert status == 200
    assert "alice@example.com is already invited to autumn" in page
    assert cohort.invitations.count() == 2


def test_an_expired_invitation_is_renewed(invitation: Invitation, cohort: Cohort, bob: Person) -> None:
    with time_machine.travel(timezone.now() + VALID_FOR + timedelta(minutes=1), tick=False):
        renewed, _ = invite(cohort=cohort, email="alice@example.com", name="", by=bob)
        assert renewed == invitation
        assert renewed.expires_at == timezone.now() + VALID_FOR
    assert cohort.invitations.get().token_hash != invitation.token_hash


def test_whoever_invites_again_is_not_told_who_has_started(
    browser: Client, invitation: Invitation, attempt: Attempt, cohort: Cohort, bob: Person
) -> None:
    invite(cohort=cohort, email="emil@example.com", name="", by=bob)
    with time_machine.travel(timezone.now() + VALID_FOR + timedelta(minutes=1), tick=False):
        outcome = invite_many(cohort=cohort, people=[("alice@example.com", ""), ("emil@example.com", "")], by=bob)
        assert outcome.refused == ()
        assert outcome.sent[0][0] == invitation
        again = invite_many(cohort=cohort, people=[("alice@example.com", ""), ("emil@example.com", "")], by=bob)
        assert len(again.refused) == 2
    assert invitation_by_token(outcome.sent[0][1]).attempt == attempt


def test_a_mail_server_that_refuses_a_letter_loses_no_link(
    browser: Client, cohort: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("no route to the mail server")

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    status, page = invite_by_page(browser, cohort, "dora@example.com")
    assert status == 200
    for _ in range(Letter.MOST_ATTEMPTS):
        Letter.objects.update(next_attempt_at=timezone.now())
        deliver()
    assert "letter not delivered" in browser.get(f"/review/orchard/cohorts/{cohort.pk}/").content.decode()
    assert "/invitations/" in page


@pytest.mark.parametrize("page", ["assessments/", "assessments/{assessment}/", "cohorts/{cohort}/", "invite/"])
def test_queries_do_not_grow_with_the_rows(
    browser: Client, cohort: Cohort, invitation: Invitation, bob: Person, page: str
) -> None:
    address = "/review/orchard/" + page.format(assessment=cohort.version.assessment_id, cohort=cohort.pk)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            browser.get(address)
        return len(asked)

    one = queries()
    for number in range(4):
        invite(cohort=cohort, email=f"more{number}@example.com", name="", by=bob)
        browser.post(f"/review/orchard/assessments/{cohort.version.assessment_id}/cohorts/", {"name": f"c{number}"})
    assert queries() == one
