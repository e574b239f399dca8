"""What a candidate does in a browser before any program runs: sign in, start the clock, download the kit."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path, PurePosixPath

import httpx

from kit.home import SECRET

SHOWN_SECRET = re.compile(r'id="client-secret">(hsx_[0-9A-Za-z]{36})<')
ATTEMPT = re.compile(r"/attempts/([0-9a-f-]{36})/")
SECONDS = 60


class PageChanged(Exception):
    """A page does not show what it did when this was written; the message says what is missed."""


def set_out(*, sign_in: str, invitation: str, home: Path) -> None:
    """Sign in, start the attempt (or come back to it), and unpack the kit with a fresh secret into ``home``."""
    base = httpx.URL(sign_in).copy_with(raw_path=b"/")
    with httpx.Client(base_url=base, follow_redirects=True, timeout=SECONDS) as browser:
        browser.get(sign_in).raise_for_status()
        press(browser, sign_in)
        page = press(browser, f"/invitations/own/{invitation}/start/")
        attempt = find(ATTEMPT, page, "the attempt's address")
        if not SHOWN_SECRET.search(page):
            page = press(browser, f"/attempts/{attempt}/credential/rotate/")
        secret = find(SHOWN_SECRET, page, "the credential's secret")
        kit = browser.get(f"/attempts/{attempt}/kit.zip").raise_for_status().content
    unpack(kit, home)
    (home / ".env").write_text(f"{SECRET}={secret}\n")


def press(browser: httpx.Client, address: str) -> str:
    """Press a button that posts to an address, and return the page that follows."""
    token = browser.cookies.get("csrftoken") or ""
    headers = {"Referer": str(browser.base_url)}
    return browser.post(address, data={"csrfmiddlewaretoken": token}, headers=headers).raise_for_status().text


def find(pattern: re.Pattern[str], page: str, what: str) -> str:
    """Return what a page shows."""
    match = pattern.search(page)
    if match is None:
        raise PageChanged(f"The page does not show {what}.")
    return match[1]


def unpack(kit: bytes, home: Path) -> None:
    """Unpack the kit, its one folder becoming ``home``."""
    with zipfile.ZipFile(io.BytesIO(kit)) as archive:
        for member in archive.infolist():
            target = home.joinpath(*PurePosixPath(member.filename).parts[1:])
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(member))
