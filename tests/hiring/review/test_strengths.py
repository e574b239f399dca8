"""The inbox names a strength only of work that was scored, and where at least half the points were earned."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from hiring.accounts.models import Person
from hiring.assessments.models import Attempt
from tests.hiring.review.making import browser_of, hand_in_with, report_of


@pytest.fixture
def browser(bob: Person) -> Client:
    """Bob's."""
    return browser_of(bob)


def ends(browser: Client) -> list[str]:
    """The strongest and the weakest criterion of the one attempt in the inbox."""
    return re.findall(r'<td class="fold aspect">([^<]+)</td>', browser.get("/review/orchard/").content.decode())[:2]


def test_what_was_not_scored_has_neither_strength_nor_weakness(browser: Client, attempt: Attempt) -> None:
    hand_in_with(attempt, report_of({"SCH006": 0.0, "QUA002": 1.0}, not_scored="The manifest could not be read."))
    assert ends(browser) == ["–", "–"]


def test_the_better_of_two_poor_criteria_is_no_strength(browser: Client, attempt: Attempt) -> None:
    hand_in_with(attempt, report_of({"SCH006": 0.1, "QUA002": 0.4}))
    assert ends(browser) == ["–", "Schema"]
