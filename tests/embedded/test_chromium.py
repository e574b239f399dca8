"""Chromium: there is one, or it is fetched, or the reason is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from embedded.chromium import find_chromium
from embedded.packages import Unavailable


def test_it_draws_a_page(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<span>Hello</span>")
    box = page.get_by_text("Hello").bounding_box()
    assert box is not None
    assert box["width"] > 20, "it found no font"
    page.close()


def test_it_says_why_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unavailable, match="no apt-get to fetch it"):
        find_chromium(tmp_path)


def test_it_says_what_apt_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    apt = tmp_path / "apt-get"
    apt.write_text("#!/bin/sh\necho 'E: no such luck' >&2\nexit 100\n")
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unavailable, match="could not fetch it: E: no such luck"):
        find_chromium(tmp_path / "tools")
    assert not (tmp_path / "tools" / "chromium").exists()
