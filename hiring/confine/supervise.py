"""Starts a command, reads what it says up to a limit, and ends it and all it started when its time is up."""

from __future__ import annotations

import io
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, BinaryIO

from hiring.confine.cgroup import Group
from hiring.confine.launch import Launch, in_memory
from hiring.confine.terms import KilledBy, Limits

CHUNK = 64 * 1024
MOST_COMPLAINTS = 16 * 1024 * 1024
GLANCE_SECONDS = 0.25
BEAT_SECONDS = 1.0
SIGNALLED = 128


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a command ended; ``largest_process`` is the most memory of any process it waited for, in bytes."""

    exit_code: int
    stdout: bytes
    stderr: bytes
    seconds: float
    largest_process: int
    killed_by: KilledBy | None


class Heard:
    """What one stream has said so far, never more than ``most`` bytes and never waiting for the rest.

    It is written ``into`` a file where one is given, and held in memory otherwise.
    """

    def __init__(self, stream: IO[bytes] | None, most: int, into: BinaryIO | None = None) -> None:
        if stream is None:
            raise ValueError("The stream was not piped.")
        os.set_blocking(stream.fileno(), False)
        self.stream = stream
        self.too_much = False
        self._said = into or io.BytesIO()
        self._room = most

    def listen(self) -> bool:
        """Take the next of what is there; return whether it was anything."""
        chunk = os.read(self.stream.fileno(), CHUNK)
        self.too_much = len(chunk) > self._room
        self._room -= self._said.write(chunk[: self._room])
        return bool(chunk)

    def everything(self) -> bytes:
        """Take what is left, close the stream and return all it said that went into no file."""
        with self.stream, suppress(BlockingIOError):
            while not self.too_much and self.listen():
                pass
        return self._said.getvalue() if isinstance(self._said, io.BytesIO) else b""


@dataclass(frozen=True, kw_only=True)
class Watch:
    """Over one running command: its limits, its group, its streams and what is to be done every second meanwhile."""

    process: subprocess.Popen[bytes]
    limits: Limits
    group: Group | None
    streams: tuple[Heard, Heard]
    meanwhile: Callable[[], None]

    def until_ended(self) -> KilledBy | None:
        """Wait until the command ends or must be ended; return why it must."""
        started = beat = time.monotonic()
        with selectors.DefaultSelector() as waiting, _death_of(self.process) as death:
            waiting.register(death, selectors.EVENT_READ)
            for heard in self.streams:
                waiting.register(heard.stream, selectors.EVENT_READ, heard)
            while not self._ended(waiting):
                if over := self._over(time.monotonic() - started):
                    return over
                if time.monotonic() - beat >= BEAT_SECONDS:
                    beat = time.monotonic()
                    self.meanwhile()
        return None

    @staticmethod
    def _ended(waiting: selectors.BaseSelector) -> bool:
        """Hear what is said for a moment; return whether the command has ended."""
        for key, _ in waiting.select(GLANCE_SECONDS):
            if key.data is None:
                return True
            if not key.data.listen():
                waiting.unregister(key.fileobj)
        return False

    def _over(self, seconds: float) -> KilledBy | None:
        if any(heard.too_much for heard in self.streams):
            return "output"
        if seconds > self.limits.wall_seconds:
            return "wall"
        if self.group and self.group.seconds() > self.limits.cpu_seconds:
            return "cpu"
        return None


def supervise(
    launch: Launch,
    *,
    stdin: bytes,
    limits: Limits,
    group: Group | None,
    meanwhile: Callable[[], None],
    into: BinaryIO | None = None,
) -> Ended:
    """Run the command to its end, or to the first limit it passes; what it left behind is gone before this returns."""
    started = time.monotonic()
    with in_memory(stdin) as given:
        process = subprocess.Popen(
            group.entered_by(launch.command) if group else launch.command,
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=launch.environment,
            cwd=launch.folder,
            pass_fds=launch.handles,
            start_new_session=True,
        )
    streams = (
        Heard(process.stdout, limits.output, into),
        Heard(process.stderr, min(limits.output, MOST_COMPLAINTS)),
    )
    watch = Watch(process=process, limits=limits, group=group, streams=streams, meanwhile=meanwhile)
    try:
        killed_by = watch.until_ended()
    finally:
        exit_code, largest_process = _end(process, group)
        stdout, stderr = (heard.everything() for heard in streams)
    return Ended(
        exit_code=exit_code,
        stdout=stdout,
        stderr=stderr,
        seconds=time.monotonic() - started,
        largest_process=largest_process,
        killed_by=killed_by or _cause(exit_code, group, streams),
    )


def _end(process: subprocess.Popen[bytes], group: Group | None) -> tuple[int, int]:
    """Kill whatever is left, then collect: a survivor could otherwise change what is read."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    if group:
        group.kill()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    exit_code = process.returncode if process.returncode >= 0 else SIGNALLED - process.returncode
    return exit_code, usage.ru_maxrss * 1024


def _cause(exit_code: int, group: Group | None, streams: tuple[Heard, Heard]) -> KilledBy | None:
    """Return which of the kernel's own limits ended it, if one did."""
    if any(heard.too_much for heard in streams):
        return "output"
    if exit_code == SIGNALLED + signal.SIGXCPU:
        return "cpu"
    if exit_code and group and group.ran_out_of_memory():
        return "memory"
    return None


@contextmanager
def _death_of(process: subprocess.Popen[bytes]) -> Iterator[int]:
    handle = os.pidfd_open(process.pid)
    try:
        yield handle
    finally:
        os.close(handle)
