"""Runs a command in one backend, under a user id and a control group of its own where this machine allows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from hiring.confine import bubblewrap, limited
from hiring.confine.cgroup import Place, own_group
from hiring.confine.launch import Launch
from hiring.confine.slots import own_user
from hiring.confine.supervise import Ended, supervise
from hiring.confine.terms import Completed, Limits, NotConfined

Backend = Literal["bubblewrap", "limited"]


@dataclass(frozen=True, kw_only=True)
class Errand:
    """One command to run, what it may read, and how much of everything it may use."""

    command: Sequence[str]
    readable: Mapping[str, Path]
    work_size: int
    limits: Limits
    stdin: bytes = b""
    meanwhile: Callable[[], None] = lambda: None
    into: BinaryIO | None = None


def run(errand: Errand, *, backend: Backend, place: Place | None) -> Completed:
    """Run the errand's command in ``backend``; ``place`` is where control groups can be made, if anywhere.

    Raises NotConfined if the backend failed before the command began, FileNotFoundError if an input is not there.
    """
    for path in errand.readable.values():
        path.stat()
    with own_user() as user, own_group(place, errand.limits) as group:
        with _prepared(errand, backend, user, sums=group is not None) as launch:
            ended = supervise(
                launch,
                stdin=errand.stdin,
                limits=errand.limits,
                group=group,
                meanwhile=errand.meanwhile,
                into=errand.into,
            )
            if ended.killed_by is None and not launch.ran():
                raise NotConfined(_complaint(ended))
        known = ended.largest_process if backend == "limited" else None
        return Completed(
            exit_code=ended.exit_code,
            stdout=ended.stdout,
            stderr=ended.stderr,
            seconds=ended.seconds,
            peak_memory=group.peak_memory() if group else known,
            killed_by=ended.killed_by,
            backend=backend,
        )


def _complaint(ended: Ended) -> str:
    said = ended.stderr.decode(errors="replace").strip().splitlines()
    return said[-1] if said else f"It ended with code {ended.exit_code} before the command began."


def _prepared(errand: Errand, backend: Backend, user: int | None, *, sums: bool) -> AbstractContextManager[Launch]:
    if backend == "limited":
        return limited.prepared(errand.command, readable=errand.readable, limits=errand.limits, user=user, sums=sums)
    return bubblewrap.prepared(
        errand.command,
        readable=errand.readable,
        work_size=errand.work_size,
        limits=errand.limits,
        user=user,
        sums=sums,
    )
