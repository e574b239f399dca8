"""Alice, from her invitation to her report, in a real browser over a real server and a real worker."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from hiring.accounts.models import Person
from hiring.assessments.models import Cohort
from hiring.assessments.services.inviting import invite
from tests.browser.steps import sign_in
from tests.fixtures.browser import Eyes
from tests.fixtures.processes import Start
from tests.grader.factories import make_bundle, make_zip


@pytest.fixture
def link(cohort: Cohort, alice: Person, bob: Person) -> str:
    """The link in alice's letter."""
    return f"/invitations/{invite(cohort=cohort, email=alice.email, name='', by=bob)[1]}/"


def test_alice_goes_from_her_invitation_to_her_report(
    page: Page,
    eyes: Eyes,
    worker: Start,
    alice: Person,
    link: str,
    catalogue: None,
    tmp_path: Path,
) -> None:

    page.goto(link)
    expect(page.get_by_role("heading", name="What is hidden")).to_be_visible()
    eyes.judge(page)
    page.get_by_role("link", name="Sign in to start").click()
    sign_in(page, alice)
    worker()

    page.get_by_role("button", name="Start the clock").click()
    expect(page.locator("#client-secret")).to_have_text(re.compile(r"hsx_\w+"))
    expect(page.locator(".bar .clock")).to_have_text("2 d 23 h left")
    eyes.judge(page)

    page.get_by_role("link", name="Market", exact=True).click()
    expect(page.get_by_text("Started with a budget of 60 cr")).to_be_visible()
    eyes.judge(page)

    page.get_by_role("link", name="Submissions", exact=True).click()
    expect(page.get_by_text("Nothing handed in")).to_be_visible()
    eyes.judge(page)
    page.get_by_label("Your bundle, one zip file").set_input_files(make_zip(make_bundle(tmp_path)))
    expect(page.get_by_role("status").filter(has_text="bundle.zip")).to_be_visible()
    page.get_by_role("button", name="Hand in").click()

    expect(page.get_by_role("heading", name="Submission 1")).to_be_visible()
    eyes.judge(page)
    page.get_by_role("link", name="Read the report").click(timeout=60_000)
    expect(page.get_by_role("heading", name="What to mend first")).to_be_visible()
    expect(page.get_by_text("checks are hidden")).to_be_visible()
    eyes.judge(page)

    page.get_by_role("link", name="Profile").click()
    expect(page.get_by_role("heading", name="Standing")).to_be_visible()
    eyes.judge(page)
    page.get_by_role("link", name="Assay", exact=True).click()
    expect(page.get_by_text("4 of 5 left")).to_be_visible()
    eyes.judge(page)
    page.goto("/checks/")
    eyes.judge(page)


def test_a_bundle_that_is_refused_is_told_beside_the_form(
    page: Page, eyes: Eyes, alice: Person, link: str, catalogue: None, tmp_path: Path
) -> None:
    page.goto(link)
    page.get_by_role("link", name="Sign in to start").click()
    sign_in(page, alice)
    page.get_by_role("button", name="Start the clock").click()
    page.get_by_role("link", name="Submissions", exact=True).click()
    wrong = tmp_path / "bundle.zip"
    wrong.write_bytes(b"not a zip at all")
    page.get_by_label("Your bundle, one zip file").set_input_files(wrong)
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("status").filter(has_text="This file is not a zip archive.")).to_be_visible()
    eyes.complaints.clear()  # the browser's console names the answer 422, as it should
    eyes.judge(page)
