"""What several walks begin with."""

from __future__ import annotations

import re

from django.core import mail
from playwright.sync_api import Page, expect

from hiring.accounts.models import Person
from tests.letters import deliver

CODE = re.compile(r"^ {4}(\S+)$", re.MULTILINE)


def sign_in(page: Page, person: Person) -> None:
    """Ask for a code and type in the one that the letter brought."""
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_role("button", name="Send me a code").click()
    code = page.get_by_label("Code")
    expect(code).to_be_visible()
    deliver()
    code.fill(CODE.findall(str(mail.outbox[-1].body))[-1])
    page.get_by_role("button", name="Sign in").click()
