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


@dataclass(frozen=True, kw_only=True)
class Running:
    """A process we started, by name, and where its output goes."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path


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
    ) -> Running:
        """Start ``command`` as ``name`` and return when ``ready`` says so; raises Died or TimeoutError otherwise."""
        log = self.logs / f"{name}.log"
        running = Running(name=name, process=start_child(command, log=log, env=env), log=log)
        self._running.append(running)
        if ready is not None:
            self._await(running, ready, seconds)
        return running

    def check(self) -> None:
        """Raise Died for the first process that ended by itself."""
        for running in self._running:
            code = running.process.poll()
            if code is not None:
                raise Died(running.name, code, running.log)

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
