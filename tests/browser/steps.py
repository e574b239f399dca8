"""What several walks begin with."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from hiring.accounts.models import Person

CODE = re.compile(rb"^ {4}(\S+)\r?$", re.MULTILINE)


def sign_in(page: Page, person: Person, letters: Path) -> None:
    """Ask for a code and type in the one that the letter brought."""
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_role("button", name="Send me a code").click()
    code = page.get_by_label("Code")
    expect(code).to_be_visible()
    code.fill(CODE.findall(letters.read_bytes())[-1].decode())
    page.get_by_role("button", name="Sign in").click()
