"""The inbox finds, orders and pages what waits, in as many queries for many as for one."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from grader.report import to_json
from hiring.accounts.models import Organisation, Person
from hiring.accounts.services import create_organisation
from hiring.assessments.models import Attempt, Cohort, Version
from hiring.assessments.services.publishing import create_assessment, open_cohort, read_ready
from hiring.grading.models import Run
from hiring.grading.services import record_report
from hiring.lib.leases import lease
from hiring.review.views.inbox import PAGE
from tests.hiring.grading.making import make_run
from tests.hiring.review.making import browser_of, hand_in_failed, hand_in_graded, hand_in_with, report_of, sit

WHY = "Repaired nearly all, and said what was left."


@pytest.fixture
def browser(bob: Person) -> Client:
    """Bob's."""
    return browser_of(bob)


@pytest.fixture
def three(cohort: Cohort, bob: Person) -> dict[float, Attempt]:
    """Three attempts by their score; the better two can't be told apart."""
    attempts = {}
    for number, measure in enumerate((0.2, 0.9, 0.85)):
        attempts[measure] = sit(cohort, bob, email=f"sitter{number}@example.com")
        hand_in_graded(attempts[measure], {"SCH006": measure, "QUA002": measure})
    return attempts


def listed(browser: Client, query: str = "") -> list[str]:
    """The pseudonyms in the inbox, from the top."""
    page = browser.get(f"/review/orchard/?{query}").content.decode()
    return re.findall(r'<a class="cover"[^>]* href="/review/orchard/attempts/[^"]+">([^<]+)</a>', page)


def test_the_best_score_comes_first_and_ties_are_said(browser: Client, three: dict[float, Attempt]) -> None:
    best, second, last = (three[measure].pseudonym for measure in (0.9, 0.85, 0.2))
    assert listed(browser, "order=score") == [best, second, last]
    page = browser.get("/review/orchard/?order=score").content.decode()
    assert page.count("ties with") == 1
    assert f'ties with <span class="nowrap">{best}</span>' in page
    assert "ties with" not in browser.get("/review/orchard/").content.decode()


def test_a_score_is_said_with_its_decimal_beside_its_range(browser: Client, attempt: Attempt) -> None:
    hand_in_graded(attempt, {"SCH006": 0.999, "QUA002": 0.998})
    page = browser.get("/review/orchard/").content.decode()
    assert '<span class="number">99.8</span>' in page
    assert re.search(r'<span class="quiet small nowrap">[\d.]+ to 100</span>', page)


def test_the_latest_comes_first_unless_asked_otherwise(browser: Client, three: dict[float, Attempt]) -> None:
    latest_first = [three[measure].pseudonym for measure in (0.85, 0.9, 0.2)]
    assert listed(browser) == listed(browser, "order=nonsense") == latest_first
    assert listed(browser, "order=candidate") == sorted(latest_first)


def test_a_pseudonym_is_found_by_part_of_it(browser: Client, three: dict[float, Attempt]) -> None:
    wanted = three[0.9].pseudonym
    assert wanted in listed(browser, f"search={wanted[2:].upper()}")
    assert listed(browser, "search=nobody-at-all") == []
    assert listed(browser, "search=sitter0") == []
    assert len(listed(browser, "search=%00%20")) == 3
    assert listed(browser, "search=%25") == []


def test_states_are_told_apart(browser: Client, cohort: Cohort, bob: Person) -> None:
    states = ("open", "grading", "ours", "waiting", "held", "decided")
    attempts = {state: sit(cohort, bob, email=f"{state}@example.com") for state in states}
    make_run(attempts["grading"])
    hand_in_failed(attempts["ours"], "The gate ended with code 3 and no report.")
    for state, kind in (("waiting", None), ("held", "hold"), ("decided", "advance")):
        hand_in_graded(attempts[state])
        if kind:
            address = f"/review/orchard/attempts/{attempts[state].pk}/decision/{kind}/"
            browser.post(address, {"reason": WHY, "submission": 1})
    for state, attempt in attempts.items():
        assert listed(browser, f"waits={state}") == [attempt.pseudonym]
    assert len(listed(browser, "waits=nonsense")) == len(states)
    page = browser.get("/review/orchard/").content.decode()
    assert "1 waiting for a reader" in page
    assert "The gate ended with code 3 and no report." in page


@pytest.mark.parametrize(
    ("kind", "waits", "state"),
    [
        ("hold", "waiting", "new work since hold"),
        ("decline", "waiting", "new work since decline"),
        ("advance", "decided", "advanced, new work since"),
    ],
)
def test_work_handed_in_after_a_decision_is_not_covered_by_it(
    browser: Client, attempt: Attempt, kind: str, waits: str, state: str
) -> None:
    hand_in_graded(attempt)
    address = f"/review/orchard/attempts/{attempt.pk}/decision/{kind}/"
    browser.post(address, {"reason": WHY, "submission": 1})
    assert listed(browser, "waits=waiting") == []
    run = make_run(attempt, number=2)
    leased = lease(Run, run.pk, seconds=60)
    assert leased is not None
    record_report(run=leased, body=to_json(report_of({"SCH006": 1.0})))
    assert listed(browser, f"waits={waits}") == [attempt.pseudonym]
    page = browser.get("/review/orchard/").content.decode()
    assert state in page
    assert ("1 waiting for a reader" in page) is (waits == "waiting")
    assert f"decision/{kind}/" in browser.get(f"/review/orchard/attempts/{attempt.pk}/").content.decode()
    browser.post(address, {"reason": WHY, "submission": 2, "after": attempt.decisions.get().pk})
    assert state not in browser.get("/review/orchard/").content.decode()


def test_a_bundle_that_could_not_be_read_is_not_a_zero(browser: Client, attempt: Attempt) -> None:
    hand_in_with(attempt, report_of({"SCH006": 0.0}, not_scored="The manifest could not be read."))
    assert "not scored" in browser.get("/review/orchard/").content.decode()


def test_a_cohort_can_be_read_alone(browser: Client, version: Version, attempt: Attempt, bob: Person) -> None:
    other = sit(open_cohort(version=version, name="winter", by=bob), bob, email="dora@example.com")
    assert listed(browser, f"within={other.invitation.cohort_id}") == [other.pseudonym]
    assert len(listed(browser, "within=not-a-cohort")) == 2


def test_an_assessment_can_be_read_alone(browser: Client, version: Version, attempt: Attempt, bob: Person) -> None:
    sit(open_cohort(version=version, name="winter", by=bob), bob, email="dora@example.com")
    other = create_assessment(
        organisation=version.assessment.organisation,
        slug="wildlife_strikes",
        draft=read_ready("wildlife_strikes"),
        by=bob,
    )
    elsewhere = sit(open_cohort(version=other, name="spring", by=bob), bob, email="emil@example.com")
    assert listed(browser, f"within={other.assessment_id}") == [elsewhere.pseudonym]
    assert len(listed(browser, f"within={version.assessment_id}")) == 2
    page = browser.get("/review/orchard/").content.decode()
    assert page.count("All its cohorts") == 1


def test_rows_say_where_somebody_is_strong_and_weak(browser: Client, attempt: Attempt) -> None:
    hand_in_graded(attempt, {"SCH006": 1.0, "QUA002": 0.1})
    cells = re.findall(r'<td class="fold aspect">(\w+)</td>', browser.get("/review/orchard/").content.decode())
    assert cells[:2] == ["Schema", "Quality"]


def test_an_empty_inbox_says_what_to_do_first(browser: Client, organisation: Organisation) -> None:
    assert "Nobody has started yet" in browser.get("/review/orchard/").content.decode()
    assert "Nothing matches" in browser.get("/review/orchard/?waits=ours").content.decode()


def grading_of(browser: Client, attempts: list[Attempt]) -> tuple[int, str]:
    """What the live part of the inbox is answered."""
    answer = browser.get("/review/orchard/grading/", {"attempt": [str(attempt.pk) for attempt in attempts]})
    return answer.status_code, answer.content.decode()


def test_rows_that_are_being_graded_change_when_that_ends(browser: Client, cohort: Cohort, bob: Person) -> None:
    attempts = [sit(cohort, bob, email=f"sitter{number}@example.com") for number in range(2)]
    runs = [make_run(attempt) for attempt in attempts]
    page = browser.get("/review/orchard/").content.decode()
    assert "2 are being graded" in page
    assert grading_of(browser, attempts) == (204, "")
    for run, status in zip(runs, (200, 286), strict=True):
        leased = lease(Run, run.pk, seconds=60)
        assert leased is not None
        record_report(run=leased, body=to_json(report_of({"SCH006": 1.0})))
        answered, part = grading_of(browser, attempts)
        assert answered == status
        assert f"{run.submission.attempt.pseudonym}: waiting, 100 of 100." in part
        assert f'<tr id="row-{run.submission.attempt_id}" hx-swap-oob="true">' in part
        attempts.remove(run.submission.attempt)
    assert "being graded" not in browser.get("/review/orchard/").content.decode()


def test_the_live_part_tells_nothing_of_others(
    browser: Client, attempt: Attempt, charlie: Person, organisation: Organisation
) -> None:
    create_organisation(name="Quarry", slug="quarry", owner=charlie)
    hand_in_graded(attempt)
    theirs = browser_of(charlie).get("/review/quarry/grading/", {"attempt": [str(attempt.pk), "x", "\0"]})
    assert theirs.status_code == 286
    assert attempt.pseudonym not in theirs.content.decode()


def test_only_the_table_is_sent_where_only_that_is_asked_for(browser: Client, attempt: Attempt) -> None:
    part = browser.get("/review/orchard/", headers={"HX-Request": "true"}).content.decode()
    assert attempt.pseudonym in part
    assert "<html" not in part
    back = browser.get("/review/orchard/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in back.content.decode()


def test_pages_hold_fifty_and_keep_the_filters(browser: Client, cohort: Cohort, bob: Person) -> None:
    for number in range(PAGE + 2):
        sit(cohort, bob, email=f"sitter{number}@example.com")
    first = listed(browser, f"within={cohort.pk}&order=candidate")
    second = listed(browser, f"within={cohort.pk}&order=candidate&page=2")
    assert (len(first), len(second)) == (PAGE, 2)
    assert sorted({*first, *second}) == [*first, *second]
    assert listed(browser, "page=99") == listed(browser, "page=2")
    page = browser.get(f"/review/orchard/?within={cohort.pk}").content.decode()
    assert f"?within={cohort.pk}&amp;page=2" in page


def test_queries_do_not_grow_with_the_rows(browser: Client, cohort: Cohort, bob: Person) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            browser.get("/review/orchard/?order=score")
        return len(asked)

    hand_in_graded(sit(cohort, bob, email="first@example.com"))
    one = queries()
    for number in range(6):
        hand_in_graded(sit(cohort, bob, email=f"sitter{number}@example.com"))
    assert queries() == one


def test_a_member_of_one_organisation_goes_straight_to_its_inbox(browser: Client, bob: Person) -> None:
    assert browser.get("/review/").headers["Location"] == "/review/orchard/"
    create_organisation(name="Quarry", slug="quarry", owner=bob)
    page = browser.get("/review/").content.decode()
    assert "Orchard" in page
    assert "Quarry" in page


def test_a_member_of_none_is_told_what_to_do(charlie: Person) -> None:
    assert "You belong to no organisation" in browser_of(charlie).get("/review/").content.decode()


def test_a_later_hand_in_that_we_failed_to_grade_hides_no_score(browser: Client, cohort: Cohort, bob: Person) -> None:
    attempt = sit(cohort, bob, email="again@example.com")
    hand_in_graded(attempt, {"SCH006": 0.9, "QUA002": 0.9})
    hand_in_failed(attempt, "The gate was stopped.", number=2)
    page = browser.get("/review/orchard/").content.decode()
    assert '<span class="number">90</span>' in page
    assert "a newer one failed, our side" in page
    assert (
        "Submission 1, the one that counts" in browser.get(f"/review/orchard/attempts/{attempt.pk}/").content.decode()
    )


def test_work_that_is_still_being_graded_leaves_the_score_before_it(
    browser: Client, cohort: Cohort, bob: Person
) -> None:
    attempt = sit(cohort, bob, email="again@example.com")
    hand_in_graded(attempt, {"SCH006": 0.9, "QUA002": 0.9})
    make_run(attempt, number=2)
    page = browser.get("/review/orchard/").content.decode()
    assert '<span class="number">90</span>' in page
    assert "a newer one is being graded" in page
