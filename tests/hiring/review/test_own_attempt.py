"""A member who is a candidate of their organisation as well reads nothing hidden about their own attempt."""

from __future__ import annotations

import pytest
from django.test import Client

from hiring.accounts.models import Organisation, Person, Role
from hiring.accounts.services import add_member
from hiring.assessments.models import Attempt
from hiring.decisions.queries.course import course_of
from hiring.decisions.services import decide
from tests.hiring.review.making import browser_of, hand_in_graded, sit

WHY = "Repaired nearly all, and said what was left."


@pytest.fixture
def browser(attempt: Attempt, organisation: Organisation, alice: Person, olive: Person) -> Client:
    """Alice's, who has handed in and became a recruiter."""
    hand_in_graded(attempt)
    add_member(organisation=organisation, person=alice, role=Role.RECRUITER, by=olive)
    return browser_of(alice)


def test_the_page_says_that_the_attempt_is_her_own(browser: Client, attempt: Attempt) -> None:
    page = browser.get(f"/review/orchard/attempts/{attempt.pk}/")
    assert page.status_code == 403
    assert "This attempt is your own." in page.content.decode()


def test_the_inbox_and_its_counts_leave_it_out(browser: Client, attempt: Attempt, bob: Person) -> None:
    assert attempt.pseudonym not in browser.get("/review/orchard/").content.decode()
    assert "Nothing waits for a reader" in browser.get("/review/orchard/").content.decode()
    part = browser.get("/review/orchard/grading/", {"attempt": [str(attempt.pk)]}).content.decode()
    assert attempt.pseudonym not in part
    assert "1 waiting for a reader" in browser_of(bob).get("/review/orchard/").content.decode()


def test_the_cohort_tells_her_of_the_others_alone(
    browser: Client, attempt: Attempt, alice: Person, bob: Person
) -> None:
    cohort = attempt.invitation.cohort
    hand_in_graded(sit(cohort, bob, email="dora@example.com"))
    decide(submission=attempt.submissions.get(), kind="advance", reason=WHY, by=bob.memberships.get())
    hers, his = (course_of(person.memberships.get(), cohort) for person in (alice, bob))
    assert ({rate.asked for rate in hers.rates}, {rate.asked for rate in his.rates}) == ({1}, {2})
    assert attempt.pseudonym not in browser.get(f"/review/orchard/cohorts/{cohort.pk}/").content.decode()
