"""A supervisor starts processes in order, names the one that died, and ends all of them in reverse."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import pytest

from embedded import supervisor
from embedded.child import Died
from embedded.supervisor import Supervisor

SAYS_WHEN_ENDED = """
import signal, sys, time
def end(*_):
    open(sys.argv[1], "a").write(sys.argv[2] + "\\n")
    sys.exit()
signal.signal(signal.SIGTERM, end)
print("up", flush=True)
time.sleep(600)
"""
STARTS_A_SLEEPER = """
import sys, time
from pathlib import Path
from embedded.supervisor import Supervisor
with Supervisor(Path(sys.argv[1])) as supervisor:
    print(supervisor.start("sleeper", ["sleep", "600"]).process.pid, flush=True)
    supervisor.watch()
"""


def test_it_ends_the_last_one_first(tmp_path: Path) -> None:
    record, logs = tmp_path / "record", tmp_path / "logs"
    with Supervisor(logs) as supervisor:
        for name in ("first", "second"):
            command: list[str | Path] = [sys.executable, "-c", SAYS_WHEN_ENDED, record, name]
            supervisor.start(name, command, ready=partial(is_up, logs / f"{name}.log"))
    assert record.read_text().split() == ["second", "first"]


def test_it_names_the_one_that_died_and_shows_its_last_words(tmp_path: Path) -> None:
    with Supervisor(tmp_path) as supervisor:
        supervisor.start("worker", ["sh", "-c", "echo no disk; exit 3"])
        with pytest.raises(Died, match=r"worker ended with exit code 3(.|\n)*no disk"):
            supervisor.watch()


def test_it_says_which_one_was_never_ready(tmp_path: Path) -> None:
    with Supervisor(tmp_path) as supervisor, pytest.raises(TimeoutError, match="web was not ready within 0 seconds"):
        supervisor.start("web", ["sleep", "600"], ready=lambda: False, seconds=0.1)


def test_a_polite_end_reaches_it_as_an_interrupt(tmp_path: Path) -> None:
    with Supervisor(tmp_path) as supervisor:
        supervisor.start("web", ["sleep", "600"])
        threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGTERM)).start()
        with pytest.raises(KeyboardInterrupt):
            supervisor.watch()


def test_its_processes_die_with_it_even_when_it_is_killed(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STARTS_A_SLEEPER, tmp_path], stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout is not None
        sleeper = int(owner.stdout.readline())
        owner.kill()
    assert ended(sleeper)


def is_up(log: Path) -> bool:
    """Whether the process has said so."""
    return b"up" in log.read_bytes()


def ended(pid: int) -> bool:
    """Whether the process ends within ten seconds; where nobody reaps it, it stays as a zombie."""
    return subprocess.run(["timeout", "10", "tail", f"--pid={pid}", "-f", os.devnull], check=False).returncode == 0


def test_what_is_to_be_replaced_gets_a_successor_when_it_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "LONG_ENOUGH", 0.0)
    with Supervisor(tmp_path) as together:
        first = together.start("sleeper", ["sleep", "60"], replaced=True)
        first.process.kill()
        first.process.wait()
        together.check()
        second = together.running("sleeper")
        assert second.process.poll() is None
        assert second.process.pid != first.process.pid


def test_what_dies_as_soon_as_it_starts_is_not_started_for_ever(tmp_path: Path) -> None:
    with Supervisor(tmp_path) as together:
        together.start("broken", ["false"], replaced=True).process.wait()
        with pytest.raises(Died, match="broken"):
            together.check()
