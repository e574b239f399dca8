"""Chromium for tests, with fonts to draw with."""

from __future__ import annotations

from pathlib import Path

from embedded.packages import Program, find_program

PACKAGES = ("chromium", "fonts-dejavu-core", "libatomic1")  # the last is for Playwright's driver
FLAGS = (
    "--no-sandbox",  # it opens only pages of this machine's own server
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{home}/usr/share/fonts</dir>
  <cachedir>{home}/var/cache/fontconfig</cachedir>
</fontconfig>
"""


def find_chromium(tools: Path) -> Program:
    """The system's Chromium, or our own under ``tools`` with an environment that its driver needs too."""
    home = tools / "chromium"
    fonts = {"fonts.conf": FONTS.format(home=home)}
    place = "usr/lib/chromium/chromium"
    found = find_program("chromium", tools=tools, packages=PACKAGES, place=place, files=fonts)
    if not found.path.is_relative_to(home):
        return found
    return Program(path=found.path, environment={**found.environment, "FONTCONFIG_FILE": str(home / "fonts.conf")})
