"""Puts the kernel's limits on a command, and takes its rights away, before it becomes what was asked for."""

from __future__ import annotations

import resource
from collections.abc import Iterator

from hiring.confine.terms import Limits


def limited(command: list[str], limits: Limits, *, memory: bool, processes: bool) -> list[str]:
    """Return ``command`` under resource limits.

    ``memory`` and ``processes`` where no control group bounds them; ``processes`` only where its user is its own, for
    the kernel counts all the processes and threads of a user.
    """
    return ["/usr/bin/prlimit", *_options(limits, memory=memory, processes=processes), "--", *command]


def as_user(command: list[str], user: int | None) -> list[str]:
    """Return ``command`` under the user id ``user``, in no group but its own, without a way back.

    With None it stays who it is. Either way it can gain no rights, and it dies when whoever started it does.
    """
    other = [] if user is None else [f"--reuid={user}", f"--regid={user}", "--clear-groups"]
    return ["/usr/bin/setpriv", *other, "--inh-caps=-all", "--no-new-privs", "--pdeathsig=KILL", "--", *command]


def _options(limits: Limits, *, memory: bool, processes: bool) -> Iterator[str]:
    # The soft limit sends SIGXCPU, by which the end is known for what it is; the hard one kills.
    yield f"--cpu={limits.cpu_seconds}:{limits.cpu_seconds + 1}"
    yield f"--fsize={_within(resource.RLIMIT_FSIZE, limits.file_size)}"
    yield f"--nofile={_within(resource.RLIMIT_NOFILE, limits.open_files)}"
    yield "--core=0"
    if processes:
        yield f"--nproc={_within(resource.RLIMIT_NPROC, limits.processes)}"
    if memory:
        yield f"--as={_within(resource.RLIMIT_AS, limits.memory)}"


def _within(kind: int, wanted: int) -> int:
    """Return ``wanted``, or the worker's own hard limit where that is lower and can't be raised."""
    _, hard = resource.getrlimit(kind)
    return wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
