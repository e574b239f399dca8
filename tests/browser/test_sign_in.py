"""Signing in, in a real browser."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from hiring.accounts.models import Person
from tests.fixtures.browser import Eyes


def test_alice_is_asked_for_her_address(page: Page, eyes: Eyes, alice: Person) -> None:
    page.goto("/sign-in/")
    eyes.judge(page)
    page.get_by_role("textbox").fill(alice.email)
    page.get_by_role("button", name="code").click()
    expect(page).to_have_url("/sign-in/code/")
    eyes.judge(page)
