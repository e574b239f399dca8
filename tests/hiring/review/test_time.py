"""Recruiters give an attempt more time, before its deadline or after, and only they see why."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from hiring.accounts.models import Organisation, Person, Role
from hiring.assessments.deadlines import deadline_of, is_open
from hiring.assessments.models import Attempt, Extension
from tests.hiring.review.making import browser_of, member


@pytest.fixture
def browser(bob: Person) -> Client:
    """Bob's."""
    return browser_of(bob)


def extend(browser: Client, attempt: Attempt, hours: str, reason: str = "illness") -> int:
    form = {"hours": hours, "reason": reason}
    return browser.post(f"/review/orchard/attempts/{attempt.pk}/extension/", form).status_code


def test_the_deadline_moves_and_the_page_says_so(attempt: Attempt, browser: Client) -> None:
    before = deadline_of(attempt)
    assert extend(browser, attempt, "5") == 302
    assert deadline_of(attempt) - before == timedelta(hours=5)
    page = browser.get(f"/review/orchard/attempts/{attempt.pk}/").content.decode()
    assert f"{attempt.pseudonym} has 5 h more." in page
    assert "5 h more: illness" in page


def test_an_attempt_that_has_ended_goes_on(attempt: Attempt, browser: Client) -> None:
    with time_machine.travel(deadline_of(attempt) + timedelta(hours=1), tick=False):
        assert not is_open(attempt)
        assert extend(browser, attempt, "2") == 302
        assert is_open(Attempt.objects.get(pk=attempt.pk))


@pytest.mark.parametrize(
    ("hours", "reason"),
    [("0", "illness"), ("-3", "illness"), ("1441", "illness"), ("x", "illness"), ("2", ""), ("2", "\0")],
)
def test_time_that_is_none_is_refused(attempt: Attempt, browser: Client, hours: str, reason: str) -> None:
    assert extend(browser, attempt, hours, reason) == 422
    assert not Extension.objects.exists()


def test_reviewers_do_not_see_why(attempt: Attempt, browser: Client, organisation: Organisation, olive: Person) -> None:
    extend(browser, attempt, "5", "an operation")
    reviewer = browser_of(member(organisation, Role.REVIEWER, olive))
    page = reviewer.get(f"/review/orchard/attempts/{attempt.pk}/").content.decode()
    assert "an operation" not in page
    assert "of 3 d 5 h used" in page
