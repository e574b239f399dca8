"""How a cohort went is counted, drawn from five scores on, and told for each check."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hiring.accounts.models import Person
from hiring.assessments.deadlines import deadline_of
from hiring.assessments.models import Cohort
from hiring.assessments.services.attempting import extend_attempt, withdraw_attempt
from hiring.assessments.services.inviting import invite
from hiring.decisions.queries.course import Course, Rate, course_of
from tests.hiring.grading.making import make_run
from tests.hiring.review.making import browser_of, hand_in_failed, hand_in_graded, sit


def course(cohort: Cohort, bob: Person) -> Course:
    return course_of(bob.memberships.get(), cohort)


def page_of(cohort: Cohort, bob: Person) -> str:
    return browser_of(bob).get(f"/review/orchard/cohorts/{cohort.pk}/").content.decode()


def test_it_counts_how_far_everybody_came(cohort: Cohort, bob: Person) -> None:
    invite(cohort=cohort, email="invited@example.com", name="", by=bob)
    sit(cohort, bob, email="started@example.com")
    make_run(sit(cohort, bob, email="grading@example.com"))
    hand_in_failed(sit(cohort, bob, email="ours@example.com"), "The gate ended with code 3 and no report.")
    hand_in_graded(sit(cohort, bob, email="graded@example.com"))
    withdrawn = sit(cohort, bob, email="withdrawn@example.com")
    withdraw_attempt(attempt=withdrawn, by=withdrawn.candidate)
    found = course(cohort, bob)
    assert (found.started, found.handed_in, found.graded, found.gave_up) == (5, 3, 1, 1)


def test_whoever_lets_the_time_run_out_gave_up_unless_given_more(cohort: Cohort, bob: Person) -> None:
    attempt = sit(cohort, bob, email="late@example.com")
    with time_machine.travel(deadline_of(attempt) + timedelta(minutes=1), tick=False):
        assert course(cohort, bob).gave_up == 1
        extend_attempt(attempt=attempt, minutes=60, reason="illness", by=bob)
        assert course(cohort, bob).gave_up == 0


def test_each_check_is_told_by_the_latest_submission_alone(cohort: Cohort, bob: Person) -> None:
    first, second = (sit(cohort, bob, email=f"{name}@example.com") for name in ("first", "second"))
    hand_in_graded(first, {"SCH006": 0.0, "QUA002": 0.0})
    hand_in_graded(first, {"SCH006": 1.0, "QUA002": 0.5}, number=2)
    hand_in_graded(second, {"SCH006": 1.0})
    assert course(cohort, bob).rates == (
        Rate(code="QUA002", title="Title of QUA002", passed=0, asked=1),
        Rate(code="SCH006", title="Title of SCH006", passed=2, asked=2),
    )


@pytest.mark.parametrize(("people", "drawn"), [(4, False), (5, True)])
def test_scores_are_drawn_from_five_on(cohort: Cohort, bob: Person, people: int, drawn: bool) -> None:
    for number in range(people):
        hand_in_graded(sit(cohort, bob, email=f"sitter{number}@example.com"), {"SCH006": number / 5})
    page = page_of(cohort, bob)
    assert ("too few to draw" in page) is not drawn
    assert ("Cohort of 5" in page) is drawn
    assert f"<dt>Graded</dt><dd>{people}</dd>" in page


def test_before_anybody_starts_there_is_nothing_to_tell(cohort: Cohort, bob: Person) -> None:
    page = page_of(cohort, bob)
    assert "How far they came" not in page
    assert "How often each check" not in page


def test_queries_do_not_grow_with_the_attempts(cohort: Cohort, bob: Person) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            page_of(cohort, bob)
        return len(asked)

    hand_in_graded(sit(cohort, bob, email="first@example.com"))
    one = queries()
    for number in range(4):
        attempt = sit(cohort, bob, email=f"sitter{number}@example.com")
        hand_in_graded(attempt)
        extend_attempt(attempt=attempt, minutes=60, reason="illness", by=bob)
    assert queries() == one
