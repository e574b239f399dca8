"""Runs a Python script in one backend of confinement, or skips the test by the reason that this machine lacks it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO

import pytest

from hiring.confine import PYTHON, Completed, Limits, what_holds_here
from hiring.confine.backends import Backend, Errand, run

MIB = 1024 * 1024
LIMITS = Limits(wall_seconds=10, cpu_seconds=5, memory=256 * MIB, processes=16, file_size=64 * MIB, output=MIB)
BACKENDS: tuple[Backend, ...] = ("bubblewrap", "limited")


def skip_without(backend: Backend) -> None:
    """Skip, saying why, a test of a backend that this machine doesn't have."""
    verdict = next(one for one in what_holds_here().verdicts if one.backend == backend)
    if not verdict.data:
        pytest.skip(f"{backend}: {verdict.reason}")


def run_script(
    script: str,
    *,
    backend: Backend = "bubblewrap",
    readable: Mapping[str, Path] | None = None,
    limits: Limits = LIMITS,
    stdin: bytes = b"",
    meanwhile: Callable[[], None] = lambda: None,
    into: BinaryIO | None = None,
) -> Completed:
    """Run ``script`` and return how it ended."""
    skip_without(backend)
    errand = Errand(
        command=(PYTHON, "-S", "-c", script),
        readable=readable or {},
        work_size=8 * MIB,
        limits=limits,
        stdin=stdin,
        meanwhile=meanwhile,
        into=into,
    )
    return run(errand, backend=backend, place=what_holds_here().place)


def command_line(process: Path) -> bytes:
    """Return the command line of a process under /proc; nothing once it has gone."""
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""
