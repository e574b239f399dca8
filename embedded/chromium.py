"""Chromium for tests: the system's, or Debian's packages unpacked beside the project, which needs no root."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

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


class Unavailable(Exception):
    """There is no Chromium here and none can be had; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Chromium:
    """The program, and what its environment and its driver's need besides ours."""

    program: Path
    environment: Mapping[str, str] = field(default_factory=dict)


def find_chromium(tools: Path) -> Chromium:
    """The system's Chromium, or our own under ``tools``, unpacked there first if need be."""
    system = shutil.which("chromium")
    if system is not None:
        return Chromium(program=Path(system))
    tools.mkdir(parents=True, exist_ok=True)
    home = tools / "chromium"
    with (tools / "chromium.turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not home.exists():
            _unpack_packages(home, tools / "apt")
    libraries = {library.parent for library in home.glob("usr/lib/**/*.so*")} | set(home.glob("lib/*-linux-gnu"))
    return Chromium(
        program=home / "usr" / "lib" / "chromium" / "chromium",
        environment={
            "LD_LIBRARY_PATH": ":".join(str(folder) for folder in sorted(libraries)),
            "FONTCONFIG_FILE": str(home / "fonts.conf"),
        },
    )


def _unpack_packages(home: Path, state: Path) -> None:
    """Let apt work out and fetch what Chromium lacks here, in folders of our own, and unpack it into ``home``."""
    if shutil.which("apt-get") is None:
        raise Unavailable("there is no Chromium and no apt-get to fetch it: install Chromium so that it is on the PATH")
    unfinished = home.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    archives = state / "archives"
    for folder in (unfinished, archives / "partial", state / "lists" / "partial"):
        folder.mkdir(parents=True, exist_ok=True)
    apt = (
        *("apt-get", "--quiet=2", "-o", f"Dir::State={state}", "-o", f"Dir::Cache={state}"),
        *("-o", "Dir::State::status=/var/lib/dpkg/status", "-o", "Debug::NoLocking=1", "-o", "APT::Sandbox::User="),
    )
    _run(*apt, "update")
    _run(*apt, "--yes", "--no-install-recommends", "--download-only", "install", *PACKAGES)
    for package in sorted(archives.glob("*.deb")):
        _run("dpkg", "--extract", str(package), str(unfinished))
    if not (unfinished / "usr" / "lib" / "chromium" / "chromium").exists():
        raise Unavailable("this system's package archive has no Chromium: install it so that it is on the PATH")
    (unfinished / "fonts.conf").write_text(FONTS.format(home=home))
    unfinished.rename(home)
    shutil.rmtree(state)


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        last = (done.stderr.strip() or "it said nothing").splitlines()[-1]
        raise Unavailable(f"there is no Chromium, and {command[0]} could not fetch it: {last}")
