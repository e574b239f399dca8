"""The attempt page says what was found, where it stands, and what is not known."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grader.report import to_json
from hiring.accounts.models import Member, Organisation, Person, Role
from hiring.assessments.deadlines import deadline_of
from hiring.assessments.models import Attempt, Cohort
from hiring.assessments.services.attempting import extend_attempt, withdraw_attempt
from hiring.decisions.services import write_review
from hiring.grading.models import Run
from hiring.grading.services import record_report
from hiring.lib.leases import lease
from hiring.market.models import Licence, World
from hiring.market.services.metering import report_usage
from tests.fixtures.market import license_to
from tests.hiring.grading.making import make_run
from tests.hiring.market.registering import registered
from tests.hiring.market.test_races import use_of
from tests.hiring.review.making import (
    browser_of,
    hand_in_failed,
    hand_in_graded,
    hand_in_with,
    member,
    report_of,
    sit,
)


def page_of(attempt: Attempt, person: Person, query: str = "") -> str:
    response = browser_of(person).get(f"/review/orchard/attempts/{attempt.pk}/{query}")
    assert response.status_code == 200
    return response.content.decode()


def part_of(attempt: Attempt, person: Person) -> str:
    """What the page asks for by itself."""
    address = f"/review/orchard/attempts/{attempt.pk}/"
    return browser_of(person).get(address, headers={"HX-Request": "true"}).content.decode()


def test_it_is_headed_by_the_pseudonym(attempt: Attempt, bob: Person) -> None:
    assert f"<h1>Candidate {attempt.pseudonym}</h1>" in page_of(attempt, bob)


def test_it_shows_every_outcome_and_what_reviewers_alone_see(attempt: Attempt, bob: Person) -> None:
    hand_in_graded(attempt)
    page = page_of(attempt, bob)
    for code in ("SCH006", "QUA002", "QUA020"):
        assert f'id="{code}"' in page
    assert page.count("reviewers only") == 1


def test_it_has_what_the_candidate_replied_and_is_silent_where_nothing_was_asked(attempt: Attempt, bob: Person) -> None:
    report = report_of({"SCH006": 1.0}, said="For the <b>tests</b>,\nand nothing else.")
    hand_in_with(attempt, report, number=1)
    hand_in_with(attempt, replace(report, answers=()), number=2)
    assert "In their own words" not in page_of(attempt, bob)
    page = page_of(attempt, bob, "?submission=1")
    assert "In their own words" in page
    assert '<dd class="reply">For the &lt;b&gt;tests&lt;/b&gt;,\nand nothing else.</dd>' in page


def test_a_small_cohort_is_said_to_be_too_small(attempt: Attempt, bob: Person) -> None:
    hand_in_graded(attempt)
    page = page_of(attempt, bob)
    assert "1 of this cohort has a score" in page
    assert "Cohort of" not in page


def test_from_five_scores_on_the_cohort_is_drawn(cohort: Cohort, attempt: Attempt, bob: Person) -> None:
    hand_in_graded(attempt)
    for number in range(4):
        other = sit(cohort, bob, email=f"other{number}@example.com")
        hand_in_graded(other, {"SCH006": 0.2 * number, "QUA002": 0.1 * number})
    page = page_of(attempt, bob)
    assert "Cohort of 5" in page
    assert "the middle half of the cohort has" in page


def test_nothing_handed_in_says_until_when(attempt: Attempt, bob: Person) -> None:
    assert "Their time runs until" in page_of(attempt, bob)
    with time_machine.travel(deadline_of(attempt) + timedelta(hours=1), tick=False):
        assert "No score and no penalty follow" in page_of(attempt, bob)


def test_a_withdrawn_attempt_is_said_to_be(attempt: Attempt, alice: Person, bob: Person) -> None:
    withdraw_attempt(attempt=attempt, by=alice)
    assert "The candidate withdrew" in page_of(attempt, bob)


def test_a_run_under_way_is_asked_after_until_it_ends(attempt: Attempt, bob: Person) -> None:
    run = make_run(attempt)
    page = page_of(attempt, bob)
    assert "It is being graded" in page
    assert "Advance…" not in page
    assert "It is being graded" in part_of(attempt, bob)
    leased = lease(Run, run.pk, seconds=60)
    assert leased is not None
    record_report(run=leased, body=to_json(report_of({"SCH006": 1.0})))
    part = part_of(attempt, bob)
    assert "Grading has ended" in part
    assert "hx-get" not in part
    assert "<html" not in part


def test_our_fault_is_said_to_be_ours_and_may_still_be_decided(attempt: Attempt, bob: Person) -> None:
    hand_in_failed(attempt, "The gate was stopped because it needed more memory than its limit.")
    page = page_of(attempt, bob)
    assert "Not graded, through our fault" in page
    assert "needed more memory" in page
    assert "Advance…" in page


def test_a_bundle_that_could_not_be_read_has_no_number(attempt: Attempt, bob: Person) -> None:
    hand_in_with(attempt, report_of({"SCH006": 0.0}, not_scored="The manifest could not be read."))
    page = page_of(attempt, bob)
    assert "The manifest could not be read." in page
    assert "figure-number" not in page


def test_a_submission_without_a_score_is_compared_in_words(attempt: Attempt, bob: Person) -> None:
    hand_in_with(attempt, report_of({"SCH001": 0.5}))
    hand_in_with(attempt, report_of({"SCH001": 0.0}, not_scored="No manifest."), number=2)
    assert "50 → <strong>no score</strong>" in page_of(attempt, bob, "?submission=2")


def test_an_earlier_submission_can_be_read(attempt: Attempt, bob: Person) -> None:
    hand_in_graded(attempt, {"SCH006": 0.25}, number=1)
    hand_in_graded(attempt, {"SCH006": 1.0}, number=2)
    assert "Submission 2" in page_of(attempt, bob)
    earlier = page_of(attempt, bob, "?submission=1")
    assert "This is an earlier submission" in earlier
    assert '<span class="figure-number">25</span>' in earlier


@pytest.mark.parametrize("number", ["3", "x", "-1", "9" * 30, "1%00"])
def test_a_submission_there_is_none_of_is_not_found(attempt: Attempt, bob: Person, number: str) -> None:
    hand_in_graded(attempt)
    response = browser_of(bob).get(f"/review/orchard/attempts/{attempt.pk}/?submission={number}")
    assert response.status_code == 404


def test_too_little_evidence_gives_no_reputation(attempt: Attempt, bob: Person) -> None:
    hand_in_graded(attempt)
    assert "Not enough evidence" in page_of(attempt, bob)


def test_the_market_is_added_up_and_told_step_by_step(world: World, bob: Person) -> None:
    assert "nothing of this attempt beyond its start" in page_of(world.attempt, bob)
    license_to(world, "wildlife-strikes", pricing_model="per_fine_tune")
    page = page_of(world.attempt, bob)
    assert "All 3 steps" in page
    assert "Licensed wildlife-strikes, revision 1, per fine-tune" in page
    assert "<dt>Usage reported for</dt><dd>0 of 1</dd>" in page


def test_what_was_spent_is_told_by_dataset_without_the_candidates_own_words(licence: Licence, bob: Person) -> None:
    report_usage(world=licence.world, uses=[use_of(licence, model="alice-tuned", feature="alice-search")])
    page = page_of(licence.world.attempt, bob)
    assert '<th scope="row">wildlife-strikes</th><td>usage</td><td class="end fold">1</td>' in page
    assert "alice-" not in page


def test_registered_models_are_listed_with_what_they_were_made_of(licence: Licence, bob: Person) -> None:
    report_usage(world=licence.world, uses=[use_of(licence, model="strike-damage", feature="training")])
    registered(licence, name="strike-damage", metrics={"balanced_accuracy": 0.71})
    page = page_of(licence.world.attempt, bob)
    panel = page.partition('aria-label="Registered models')[2].partition("</table>")[0]
    for what in ("strike-damage", "wildlife-strikes@1", "balanced accuracy 0.71", "12 cr"):
        assert what in panel


def test_what_candidates_wrote_is_shown_as_text(attempt: Attempt, bob: Person) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    hand_in_with(attempt, report_of({"SCH006": 0.5}, said=hostile, value=hostile))
    page = page_of(attempt, bob)
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_queries_do_not_grow_with_what_is_said_and_handed_in(
    attempt: Attempt, organisation: Organisation, olive: Person, bob: Person
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            page_of(attempt, bob)
        return len(asked)

    def add(number: int, role: Role) -> None:
        hand_in_graded(attempt, number=number)
        by = Member.objects.get(person=member(organisation, role, olive))
        submission = attempt.submissions.latest("number")
        write_review(submission=submission, notes="Thorough.", by=by)
        write_review(submission=attempt.submissions.get(number=1), notes="Thorough.", by=by)
        extend_attempt(attempt=attempt, minutes=60, reason="illness", by=olive)

    add(1, Role.REVIEWER)
    one = queries()
    for number, role in enumerate((Role.RECRUITER, Role.OWNER), start=2):
        add(number, role)
    assert queries() == one


def test_work_that_is_not_shown_to_be_their_own_is_said_so_first(attempt: Attempt, bob: Person) -> None:
    hand_in_graded(attempt, {"SCH006": 1.0, "PRV003": 0.0})
    page = page_of(attempt, bob)
    assert "It is not shown that this work is their own" in page
    assert page.index("Summary of PRV003") < page.index("Where they stand")
