"""Bob, from signing in over the inbox to a decision, in a real browser on a desk and on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from grader.report import to_json
from hiring.accounts.models import Person
from hiring.assessments.models import Attempt, Cohort
from hiring.grading.models import Run
from hiring.grading.services import record_report
from hiring.lib.leases import lease
from tests.browser.steps import sign_in
from tests.fixtures.browser import Eyes
from tests.hiring.grading.making import make_run
from tests.hiring.review.making import hand_in_failed, hand_in_graded, report_of, sit

DESK = ViewportSize(width=1240, height=900)
PHONE = ViewportSize(width=390, height=844)
WHY = "Repaired nearly all, and said what was left."


@pytest.fixture
def sittings(cohort: Cohort, bob: Person) -> list[Attempt]:
    """Six attempts: five graded, the first of them best, and one that we failed to grade."""
    attempts = [sit(cohort, bob, email=f"sitter{number}@example.com", name=f"Sitter {number}") for number in range(6)]
    for number, attempt in enumerate(attempts[:5]):
        hand_in_graded(attempt, {"SCH006": 1 - number / 10, "QUA002": 0.9 - number / 5, "QUA020": 0.8})
    hand_in_failed(attempts[5], "The gate was stopped because it needed more memory than its limit.")
    return attempts


def judge(page: Page, eyes: Eyes) -> None:
    """Look at a page for barriers, and for anything that would make it scroll sideways."""
    eyes.judge(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_bob_goes_from_signing_in_to_a_decision(
    page: Page, eyes: Eyes, bob: Person, sittings: list[Attempt], size: ViewportSize
) -> None:
    best = sittings[0]
    page.set_viewport_size(size)
    page.goto("/review/")
    sign_in(page, bob)
    find(page, eyes, best.pseudonym)
    read(page, eyes, best.pseudonym)
    advance(page, eyes, best.pseudonym)
    assert best.decisions.get().reason == WHY


def find(page: Page, eyes: Eyes, pseudonym: str) -> None:
    """Filter the inbox, go back, order it, and search for whoever came out best."""
    expect(page.get_by_role("heading", name="Inbox")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="6 attempts")).to_be_visible()
    judge(page, eyes)
    page.get_by_label("State", exact=True).select_option("Our side")
    expect(page.get_by_role("status").filter(has_text="1 attempt match")).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(2)
    page.go_back()
    expect(page.get_by_role("heading", name="Inbox")).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(7)
    page.get_by_label("Order").select_option("By score")
    expect(page.locator("tbody th").first).to_have_text(pseudonym)
    page.locator("body").press("/")
    expect(page.get_by_label("Search by pseudonym")).to_be_focused()
    page.keyboard.type(pseudonym[-3:])
    expect(page).to_have_url(re.compile(f"search={pseudonym[-3:]}.*order=score"))
    judge(page, eyes)


def read(page: Page, eyes: Eyes, pseudonym: str) -> None:
    """Open the attempt, look at the evidence of one check and of all, and write notes."""
    page.get_by_role("link", name=pseudonym).click()
    expect(page.get_by_role("heading", name=f"Candidate {pseudonym}")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("Cohort of 5"))).to_be_visible()
    assert "sitter0" not in page.content().lower()
    page.get_by_text("Title of QUA002").click()
    expect(page.locator("#QUA002").get_by_text("Mend it.").first).to_be_visible()
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true; })")
    judge(page, eyes)
    page.get_by_label("Your notes").fill("Thorough.")
    page.get_by_role("button", name="Keep my notes").click()
    expect(page.get_by_label("Your notes")).to_have_value("Thorough.")


def advance(page: Page, eyes: Eyes, pseudonym: str) -> None:
    """Advance them, giving too short a reason first, and see who it was."""
    page.get_by_role("link", name="Advance…").click()
    expect(page.get_by_text("name and e-mail address are shown")).to_be_visible()
    judge(page, eyes)
    page.get_by_label("Reason").fill("good")
    page.get_by_role("button", name=f"Advance {pseudonym}").click()
    expect(page).to_have_url(re.compile("/decision/advance/"))
    page.get_by_label("Reason").fill(WHY)
    page.get_by_role("button", name=f"Advance {pseudonym}").click()
    expect(page.get_by_role("status").filter(has_text=f"{pseudonym} is advanced")).to_be_visible()
    expect(page.get_by_role("link", name="sitter0@example.com")).to_be_visible()
    judge(page, eyes)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_bob_takes_an_assessment_and_invites_somebody(page: Page, eyes: Eyes, bob: Person, size: ViewportSize) -> None:
    page.set_viewport_size(size)
    page.goto("/review/")
    sign_in(page, bob)
    expect(page.get_by_text("Nobody has started yet")).to_be_visible()
    judge(page, eyes)

    page.get_by_role("link", name="Go to assessments").click()
    judge(page, eyes)
    page.get_by_role("button", name="Take it").click()
    expect(page.get_by_role("status").filter(has_text="is yours now")).to_be_visible()
    judge(page, eyes)
    page.get_by_label("Name of the cohort").fill("autumn 2026")
    page.get_by_role("button", name="Open a cohort").click()

    page.get_by_label("E-mail addresses").fill("dora@example.com, Dora")
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_text("These links are shown only now")).to_be_visible()
    expect(page.get_by_role("button", name="Copy")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("dora@example.com Dora"))).to_be_visible()
    judge(page, eyes)

    page.get_by_role("link", name="Inbox").click()
    page.get_by_role("link", name="Invite").click()
    expect(page.get_by_label("Cohort")).to_have_text("autumn 2026")
    judge(page, eyes)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_olive_adds_a_member_and_removes_them(
    page: Page, eyes: Eyes, olive: Person, bob: Person, size: ViewportSize
) -> None:
    page.set_viewport_size(size)
    page.goto("/review/")
    sign_in(page, olive)
    page.get_by_role("link", name="Members").click()
    judge(page, eyes)
    page.get_by_label("E-mail address").fill("dora@example.com")
    page.get_by_label("Role").select_option("Auditor: reads, changes nothing")
    page.get_by_role("button", name="Add them").click()
    expect(page.get_by_role("status").filter(has_text="dora@example.com is auditor here now")).to_be_visible()
    page.get_by_role("link", name="Remove dora@example.com").click()
    judge(page, eyes)
    page.get_by_role("button", name="Remove dora@example.com").click()
    expect(page.get_by_role("status").filter(has_text="no longer belongs to Orchard")).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(3)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_cohort_and_what_a_later_submission_changed_are_read(
    page: Page, eyes: Eyes, bob: Person, sittings: list[Attempt], size: ViewportSize
) -> None:
    again = sittings[4]
    hand_in_graded(again, {"SCH006": 1.0, "QUA002": 0.2, "QUA020": 0.8}, number=2)
    page.set_viewport_size(size)
    page.goto("/review/")
    sign_in(page, bob)
    page.goto(f"/review/orchard/cohorts/{again.invitation.cohort_id}/")
    expect(page.get_by_role("img", name=re.compile("Cohort of 5.*pass mark"))).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("QUA020 .* 0 of 5"))).to_be_visible()
    judge(page, eyes)
    page.goto(f"/review/orchard/attempts/{again.pk}/")
    expect(page.get_by_role("heading", name="What changed since submission 1")).to_be_visible()
    judge(page, eyes)


def test_a_row_that_is_being_graded_changes_by_itself_and_the_focus_stays(
    page: Page, eyes: Eyes, bob: Person, attempt: Attempt
) -> None:
    run = make_run(attempt)
    page.goto("/review/")
    sign_in(page, bob)
    row = page.get_by_role("row", name=re.compile(attempt.pseudonym))
    expect(row).to_contain_text("grading")
    row.get_by_role("link").focus()
    leased = lease(Run, run.pk, seconds=60)
    assert leased is not None
    record_report(run=leased, body=to_json(report_of({"SCH006": 1.0})))
    expect(page.get_by_role("status").filter(has_text=f"{attempt.pseudonym}: waiting, 100 of 100.")).to_be_visible()
    expect(row).to_contain_text("waiting")
    expect(row.get_by_role("link")).to_be_focused()
    judge(page, eyes)
