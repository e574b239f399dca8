"""What every page must do for whoever reads it: by keyboard, in the dark, without JavaScript, on paper, on a phone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from grader.report import Blame, Report, Status, to_json
from hiring.accounts.models import Person
from hiring.grading.models import Run
from hiring.grading.services import record_report
from hiring.lib.leases import lease
from hiring.market.models import World
from hiring.market.services.trail import append_trail
from tests.fixtures.browser import Eyes
from tests.grader.factories import make_bundle, make_zip
from tests.hiring.grading.making import make_run
from tests.hiring.review.making import hand_in_with, report_of

UNREADABLE = "manifest.json at line 1, column 16: It is not JSON: Expecting value. Write valid JSON."
CUT = """[...document.querySelectorAll(".table")].filter(table =>
    table.scrollWidth > table.parentElement.clientWidth + 1
    && getComputedStyle(table.parentElement).overflowX !== "auto").map(table => table.innerText)"""


def cookie_of(person: Person, address: str) -> dict[str, str]:
    """A session of ``person``, as a cookie for the server at ``address``."""
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": address}


@pytest.fixture
def her_page(page: Page, server: httpx.Client, alice: Person) -> Page:
    """A page where alice has signed in."""
    page.context.add_cookies([cookie_of(alice, str(server.base_url))])  # type: ignore[list-item]
    return page


def test_the_first_key_leads_past_the_bar(her_page: Page) -> None:
    her_page.goto("/profile/")
    her_page.keyboard.press("Tab")
    expect(her_page.get_by_role("link", name="Skip to the content")).to_be_focused()
    her_page.keyboard.press("Enter")
    expect(her_page.locator("#main")).to_be_focused()


def test_the_theme_is_switched_by_key_and_remembered(her_page: Page, eyes: Eyes) -> None:
    her_page.emulate_media(color_scheme="light")
    her_page.goto("/profile/")
    switch = her_page.get_by_role("button", name="Dark theme")
    switch.focus()
    her_page.keyboard.press("Space")
    expect(switch).to_have_attribute("aria-pressed", "true")
    her_page.reload()
    expect(her_page.locator("html")).to_have_attribute("data-theme", "dark")
    eyes.judge(her_page)


@pytest.mark.parametrize("width", [320, 390])
def test_nothing_overflows_or_is_cut_on_a_phone(her_page: Page, world: World, width: int) -> None:
    append_trail(world=world, kind="token.issued", facts={"client_id": "m" * 60, "scopes": ["market:read"]})
    graded = hand_in_with(world.attempt, report_of({"SCH006": 1, "QUA002": 0.5}, value="v" * 60))
    unscored = hand_in_with(world.attempt, unreadable(), number=2)
    her_page.set_viewport_size({"width": width, "height": 640})
    attempt = f"/attempts/{world.attempt_id}/"
    own = [f"{attempt}{page}" for page in ("", "market/", "market/datasets/", "submissions/")]
    own += [f"/submissions/{one.pk}/{page}" for one in (graded, unscored) for page in ("", "report/")]
    for address in ("/", "/profile/", "/checks/", f"/invitations/own/{world.attempt.invitation_id}/", *own):
        her_page.goto(address)
        assert her_page.evaluate("document.documentElement.scrollWidth") <= width, address
        assert not her_page.evaluate(CUT), address


def unreadable() -> Report:
    """A report on a bundle of which next to nothing could be read."""
    report = report_of({"SCH006": 0, "QUA002": 0, "QUA003": 0, "QUA020": 1}, not_scored=f"Not scored. {UNREADABLE}")
    kept: dict[str, Any] = {"status": Status.SKIPPED, "blame": Blame.BUNDLE, "cause": UNREADABLE}
    blank: dict[str, Any] = {"measure": None, "interval": None, "summary": "", "findings": ()}
    *lost, hidden = report.outcomes
    return replace(report, outcomes=(*(replace(one, **kept, **blank) for one in lost), hidden))


def test_what_one_cause_kept_from_being_asked_stands_together(her_page: Page, eyes: Eyes, world: World) -> None:
    submission = hand_in_with(world.attempt, unreadable())
    her_page.goto(f"/submissions/{submission.pk}/report/")
    expect(her_page.get_by_text(UNREADABLE)).to_have_count(1)
    her_page.get_by_text("For what is said above").click()
    expect(her_page.get_by_text("Title of QUA003")).to_be_visible()
    eyes.judge(her_page)


def test_the_list_changes_by_itself_says_so_and_keeps_the_focus(her_page: Page, eyes: Eyes, world: World) -> None:
    run = make_run(world.attempt)
    her_page.goto(f"/attempts/{world.attempt_id}/submissions/")
    row = her_page.get_by_role("link", name="Submission 1")
    row.focus()
    leased = lease(Run, run.pk, seconds=60)
    assert leased is not None
    record_report(run=leased, body=to_json(report_of({"SCH006": 1.0})))
    expect(her_page.get_by_role("cell", name="graded")).to_be_visible()
    expect(her_page.get_by_role("status").filter(has_text="Submission 1 is graded: scored 100 of 100.")).to_have_count(
        1
    )
    expect(row).to_be_focused()
    eyes.judge(her_page)


def test_without_javascript_a_bundle_is_handed_in_all_the_same(
    browser: Browser, server: httpx.Client, alice: Person, world: World, tmp_path: Path
) -> None:
    context = browser.new_context(base_url=str(server.base_url), java_script_enabled=False)
    context.add_cookies([cookie_of(alice, str(server.base_url))])  # type: ignore[list-item]
    page = context.new_page()
    page.goto(f"/attempts/{world.attempt_id}/submissions/")
    page.get_by_label("Your bundle, one zip file").set_input_files(make_zip(make_bundle(tmp_path)))
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("heading", name="Submission 1")).to_be_visible()
    expect(page.get_by_role("link", name="Look again")).to_be_visible()
    context.close()
