"""What every page must do for whoever reads it: by keyboard, in the dark, without JavaScript, on paper, on a phone."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from hiring.accounts.models import Person
from hiring.market.models import World
from tests.fixtures.browser import Eyes
from tests.grader.factories import make_bundle, make_zip


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


def test_nothing_overflows_on_the_narrowest_phone(her_page: Page, world: World) -> None:
    her_page.set_viewport_size({"width": 320, "height": 640})
    attempt = f"/attempts/{world.attempt_id}"
    for address in ("/", "/profile/", "/checks/", f"{attempt}/", f"{attempt}/market/", f"{attempt}/submissions/"):
        her_page.goto(address)
        assert her_page.evaluate("document.documentElement.scrollWidth") <= 320, address


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
