"""Runs the processes of one installation together: started in order, watched, ended in reverse."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType

from embedded.child import Died, end_child, start_child

# A process that lives no longer than this many seconds is not started again.
LONG_ENOUGH = 5.0


@dataclass(frozen=True, kw_only=True)
class Running:
    """A process we started, by name, and where its output goes; ``again`` starts its successor, where it gets one."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    since: float
    again: Callable[[], Running] | None = None

    @property
    def replaceable(self) -> bool:
        """Whether a successor may be started: not for what dies as soon as it starts."""
        return self.again is not None and time.monotonic() - self.since > LONG_ENOUGH


class Supervisor:
    """``with Supervisor(logs) as supervisor: supervisor.start(…); supervisor.watch()``.

    Whatever way the block is left, Ctrl-C and SIGTERM included, every process it started is ended, the last one first.
    """

    def __init__(self, logs: Path) -> None:
        logs.mkdir(parents=True, exist_ok=True)
        self.logs = logs
        self._running: list[Running] = []
        self._previous = signal.getsignal(signal.SIGTERM)

    def __enter__(self) -> Supervisor:
        signal.signal(signal.SIGTERM, _interrupt)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for running in reversed(self._running):
            end_child(running.process)
        self._running.clear()
        signal.signal(signal.SIGTERM, self._previous)

    def start(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        env: Mapping[str, str] | None = None,
        ready: Callable[[], bool] | None = None,
        seconds: float = 60,
        replaced: bool = False,
    ) -> Running:
        """Start ``command`` as ``name`` and return when ``ready`` says so; raises Died or TimeoutError otherwise.

        One that is ``replaced`` may be killed: another is started in its place.
        """
        log = self.logs / f"{name}.log"

        def begin() -> Running:
            child = start_child(command, log=log, env=env)
            return Running(name=name, process=child, log=log, since=time.monotonic(), again=begin if replaced else None)

        running = begin()
        self._running.append(running)
        if ready is not None:
            self._await(running, ready, seconds)
        return running

    def running(self, name: str) -> Running:
        """Return the process that runs under ``name`` now."""
        return next(running for running in self._running if running.name == name)

    def check(self) -> None:
        """Replace what ended and is to be replaced; raise Died for the first other process that ended by itself."""
        for place, running in enumerate(self._running):
            code = running.process.poll()
            if code is None:
                continue
            if running.again is None or not running.replaceable:
                raise Died(running.name, code, running.log)
            self._running[place] = running.again()

    def watch(self) -> None:
        """Wait until a process dies, which raises Died, or somebody interrupts us."""
        while True:
            self.check()
            time.sleep(0.5)

    def _await(self, running: Running, ready: Callable[[], bool], seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not ready():
            self.check()
            if time.monotonic() > deadline:
                raise TimeoutError(
                    f"{running.name} was not ready within {seconds:.0f} seconds; its log is {running.log}."
                )
            time.sleep(0.05)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
