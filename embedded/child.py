"""Starting a child process that never outlives us, and ending one politely."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1
TAIL_BYTES = 4000

_libc = ctypes.CDLL(None, use_errno=True)


class Died(Exception):
    """A process ended that should have kept running; the message ends with the last lines of its log."""

    def __init__(self, name: str, code: int, log: Path) -> None:
        super().__init__(f"{name} ended with exit code {code}. The end of {log}:\n{tail_of(log)}")
        self.name = name
        self.code = code


def start_child(
    command: Sequence[str | Path],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    user: int | None = None,
    group: int | None = None,
    pass_fds: Sequence[int] = (),
    death_signal: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start ``command`` with its output appended to ``log``; it gets ``death_signal`` when we die, however we die.

    It leads a session of its own, so that Ctrl-C reaches us alone and we end our children in order.
    """
    with log.open("ab") as output:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=None if env is None else dict(env),
            user=user,
            group=group,
            extra_groups=None if user is None else [],
            pass_fds=pass_fds,
            start_new_session=True,
            preexec_fn=_die_with(os.getpid(), death_signal),  # noqa: PLW1509  nothing else starts children meanwhile
        )


def _die_with(parent: int, death_signal: signal.Signals) -> Callable[[], None]:
    def ask_the_kernel() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
        if os.getppid() != parent:  # it died before we could ask
            os._exit(1)

    return ask_the_kernel


def end_child(
    process: subprocess.Popen[bytes], *, first: signal.Signals = signal.SIGTERM, patience: float = 10
) -> None:
    """Ask with ``first``, wait ``patience`` seconds, then kill it and whatever it left in its session."""
    if process.poll() is None:
        process.send_signal(first)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def tail_of(log: Path) -> str:
    """The last lines of ``log``, as text."""
    with log.open("rb") as lines:
        lines.seek(max(0, log.stat().st_size - TAIL_BYTES))
        return lines.read().decode(errors="replace").strip()
