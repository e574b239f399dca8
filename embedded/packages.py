"""Programs that tests need: the system's, or Debian's packages unpacked beside the project, which needs no root."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


class Unavailable(Exception):
    """The program is not here and can't be had; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Program:
    """Where a program is, and what its environment needs besides ours."""

    path: Path
    environment: Mapping[str, str] = field(default_factory=dict)


def find_program(
    name: str, *, tools: Path, packages: Sequence[str], place: str, files: Mapping[str, str] | None = None
) -> Program:
    """Return the system's ``name``, or our own at ``place`` of the folder ``tools/name``.

    That folder is made first if need be: of ``packages`` with what they depend on and lack here, and of ``files``.
    """
    system = shutil.which(name)
    if system is not None:
        return Program(path=Path(system))
    tools.mkdir(parents=True, exist_ok=True)
    home = tools / name
    with (tools / f"{name}.turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not home.exists():
            _make(home, packages=packages, place=place, files=files or {})
    libraries = {library.parent for library in home.glob("usr/lib/**/*.so*")} | set(home.glob("lib/*-linux-gnu"))
    return Program(
        path=home / place, environment={"LD_LIBRARY_PATH": ":".join(str(folder) for folder in sorted(libraries))}
    )


def _make(home: Path, *, packages: Sequence[str], place: str, files: Mapping[str, str]) -> None:
    if shutil.which("apt-get") is None:
        raise Unavailable(
            f"there is no {home.name} and no apt-get to fetch it: install {home.name} so that it is on the PATH"
        )
    unfinished, state = home.with_suffix(".unfinished"), home.with_suffix(".apt")
    shutil.rmtree(unfinished, ignore_errors=True)
    _unpack(packages, unfinished, state, wanted=home.name)
    if not (unfinished / place).exists():
        raise Unavailable(f"this system's package archive has no {home.name}: install it so that it is on the PATH")
    for file, text in files.items():
        (unfinished / file).write_text(text)
    unfinished.rename(home)
    shutil.rmtree(state)


def _unpack(packages: Sequence[str], folder: Path, state: Path, *, wanted: str) -> None:
    """Let apt work out and fetch what the packages lack here, in folders of our own, and unpack it into ``folder``."""
    archives = state / "archives"
    for each in (folder, archives / "partial", state / "lists" / "partial"):
        each.mkdir(parents=True, exist_ok=True)
    apt = (
        *("apt-get", "--quiet=2", "-o", f"Dir::State={state}", "-o", f"Dir::Cache={state}"),
        *("-o", "Dir::State::status=/var/lib/dpkg/status", "-o", "Debug::NoLocking=1", "-o", "APT::Sandbox::User="),
    )
    _run(*apt, "update", wanted=wanted)
    _run(*apt, "--yes", "--no-install-recommends", "--download-only", "install", *packages, wanted=wanted)
    for package in sorted(archives.glob("*.deb")):
        _run("dpkg", "--extract", str(package), str(folder), wanted=wanted)


def _run(*command: str, wanted: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        last = (done.stderr.strip() or "it said nothing").splitlines()[-1]
        raise Unavailable(f"there is no {wanted}, and {command[0]} could not fetch it: {last}")
