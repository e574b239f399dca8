"""Control groups: memory, processor time and processes summed over all that a confined command starts, and one kill."""

from __future__ import annotations

import os
import signal
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from hiring.confine.terms import Limits

ROOT = Path("/sys/fs/cgroup")
MEMBERSHIP = Path("/proc/self/cgroup")
# bubblewrap's monitor and reaper count as processes of the group.
COMPANIONS = 3
PATIENCE_SECONDS = 2.0
FORGOTTEN_SECONDS = 3600
ENTER = 'while [ "$1" != -- ]; do echo 0 >"$1" || exit 125; shift; done; shift; exec "$@"'


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """The file names of one version of control groups, and how many of its units of time make a second."""

    memory: str
    memory_with_swap: str
    peak: str
    events: str
    time: str
    per_second: int


V1 = Dialect(
    memory="memory.limit_in_bytes",
    memory_with_swap="memory.memsw.limit_in_bytes",
    peak="memory.max_usage_in_bytes",
    events="memory.oom_control",
    time="cpuacct.usage",
    per_second=1_000_000_000,
)
V2 = Dialect(
    memory="memory.max",
    memory_with_swap="memory.swap.max",
    peak="memory.peak",
    events="memory.events",
    time="cpu.stat",
    per_second=1_000_000,
)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where groups can be made: the folder of each hierarchy, which in version 2 is one and the same."""

    memory: Path
    pids: Path
    time: Path
    dialect: Dialect


class Group:
    """One command's control group."""

    def __init__(self, place: Place) -> None:
        name = f"assay-{uuid.uuid4().hex}"
        self._dialect = place.dialect
        self._memory, self._pids, self._time = place.memory / name, place.pids / name, place.time / name
        self._folders = tuple(dict.fromkeys((self._memory, self._pids, self._time)))

    def make(self, limits: Limits) -> None:
        """Make the group's folders and write its limits."""
        for folder in self._folders:
            folder.mkdir()
        for file, value in self.settings(limits).items():
            _write(file, value)
        with_swap = self._memory / self._dialect.memory_with_swap
        if with_swap.exists():
            _write(with_swap, limits.memory if self._dialect is V1 else 0)

    def settings(self, limits: Limits) -> dict[Path, int]:
        """Return the files that must be written, and what into each."""
        return {
            self._memory / self._dialect.memory: limits.memory,
            self._pids / "pids.max": limits.processes + COMPANIONS,
        }

    def entered_by(self, command: list[str]) -> list[str]:
        """Return a command that enters the group and then becomes ``command``."""
        doors = [str(folder / "cgroup.procs") for folder in self._folders]
        return ["/bin/sh", "-c", ENTER, "enter", *doors, "--", *command]

    def peak_memory(self) -> int | None:
        """Return the most bytes it held at once, or None on kernels that don't say."""
        peak = self._memory / self._dialect.peak
        return int(peak.read_text()) if peak.exists() else None

    def ran_out_of_memory(self) -> bool:
        """Say whether the kernel ended one of its processes for want of memory."""
        return _figure(self._memory / self._dialect.events, "oom_kill") > 0

    def seconds(self) -> float:
        """Return the processor time of all its processes, those that have ended too."""
        return _figure(self._time / self._dialect.time, "usage_usec") / self._dialect.per_second

    def kill(self) -> None:
        """End every process in the group, however it hid from its parents, and wait until they are gone."""
        _write(self._pids / "pids.max", 0)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (members := self._members()) and time.monotonic() < deadline:
            for member in members:
                with suppress(ProcessLookupError):
                    os.kill(member, signal.SIGKILL)
            time.sleep(0.001)

    def remove(self) -> None:
        """Remove the group's folders; one with a process that can't be killed stays, for an operator to see."""
        for folder in self._folders:
            with suppress(OSError):
                folder.rmdir()

    def _members(self) -> list[int]:
        # A process that we can't see, in a namespace above ours, is listed as 0, and to kill 0 is to kill ourselves.
        return [pid for pid in map(int, (self._pids / "cgroup.procs").read_text().split()) if pid > 0]


@contextmanager
def own_group(place: Place | None, limits: Limits) -> Iterator[Group | None]:
    """Hold a control group for one command and leave none of its processes; None where groups can't be made."""
    if place is None:
        yield None
        return
    group = Group(place)
    try:
        group.make(limits)
        try:
            yield group
        finally:
            group.kill()
    finally:
        group.remove()


def find_place() -> Place | None:
    """Return where this process may make groups that bound memory and processes, or None."""
    return next((place for place in _places() if _usable(place)), None)


def remove_left_over(place: Place) -> None:
    """Remove the empty groups of workers that died an hour ago or earlier."""
    for parent in {place.memory, place.pids, place.time}:
        for folder in parent.glob("assay-*"):
            with suppress(OSError):
                if folder.stat().st_mtime < time.time() - FORGOTTEN_SECONDS:
                    folder.rmdir()


def _places() -> Iterator[Place]:
    ours = _memberships()
    if "memory" in ours and "pids" in ours:
        memory, pids, spent = (ROOT / name / ours.get(name, "") for name in ("memory", "pids", "cpuacct"))
        yield Place(memory=memory, pids=pids, time=spent, dialect=V1)
        return
    own = ROOT / ours.get("", "")
    for folder in dict.fromkeys((own, own.parent, ROOT)):
        yield Place(memory=folder, pids=folder, time=folder, dialect=V2)


def _memberships() -> dict[str, str]:
    """Return this process's group by the name of the controller, and by no name in version 2."""
    lines = (line.split(":", 2) for line in MEMBERSHIP.read_text().splitlines())
    return {name: path.lstrip("/") for _, names, path in lines for name in names.split(",")}


def _usable(place: Place) -> bool:
    limits = Limits(wall_seconds=1, cpu_seconds=1)
    try:
        with own_group(place, limits) as group:
            return group is not None and subprocess.run(group.entered_by(["/bin/true"]), check=False).returncode == 0
    except OSError:
        return False


def _write(file: Path, value: int) -> None:
    """Write into a file that must be there: in a folder that is no control group it isn't."""
    with file.open("r+") as setting:
        setting.write(str(value))


def _figure(file: Path, name: str) -> int:
    """Return the number beside ``name``, or the first of a file that has no names."""
    words = file.read_text().split()
    return int(words[words.index(name) + 1 if name in words else 0])
