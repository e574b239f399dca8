"""Every limit ends a command and says which it was; nothing it started outlives it."""

from __future__ import annotations

import subprocess
import sys
import time
import uuid
from dataclasses import replace
from pathlib import Path

import pytest

from hiring.confine import what_holds_here
from hiring.confine.backends import Backend
from tests.hiring.confine.scripts import BACKENDS, LIMITS, MIB, command_line, run_script, skip_without

in_each_backend = pytest.mark.parametrize("backend", BACKENDS)
needs_sums = pytest.mark.usefixtures("sums")

WORKER = """
import sys
from tests.hiring.confine.scripts import run_script
backend, script = sys.argv[1:]
run_script(script, backend=backend, meanwhile=lambda: print("running", flush=True))
"""

TOGETHER = """
import os, time
for _ in range(4):
    if os.fork() == 0:
        kept = bytearray(100 << 20)
        time.sleep(0.5)
        os._exit(0)
raise SystemExit(max(os.wait()[1] for _ in range(4)) > 0)
"""

ORPHAN = """
import os, sys, time
TOKEN = {token!r}
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(60)
    os._exit(0)
print("done")
"""


@pytest.fixture
def sums() -> None:
    """A machine on which memory and processes can be summed."""
    if what_holds_here().place is None:
        pytest.skip("No control group can be written here, so nothing is summed.")


def is_running(token: str) -> bool:
    """Say whether a process that was given ``token`` is still there a moment later."""
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline:
        if not any(token.encode() in command_line(process) for process in Path("/proc").glob("[0-9]*")):
            return False
        time.sleep(0.02)
    return True


@in_each_backend
def test_time_by_the_clock(backend: Backend) -> None:
    ended = run_script("import time; time.sleep(60)", backend=backend, limits=replace(LIMITS, wall_seconds=0.5))
    assert ended.killed_by == "wall"
    assert ended.seconds < 3


@in_each_backend
def test_time_of_the_processor(backend: Backend) -> None:
    ended = run_script("while True: pass", backend=backend, limits=replace(LIMITS, cpu_seconds=1))
    assert ended.killed_by == "cpu"


@needs_sums
def test_time_of_all_processes_together() -> None:
    many = "import os\nfor _ in range(8): os.fork()\nwhile True: pass"
    limits = replace(LIMITS, cpu_seconds=1, processes=300)
    assert run_script(many, limits=limits).killed_by == "cpu"


@in_each_backend
def test_memory(backend: Backend) -> None:
    ended = run_script(f"bytearray({400 * MIB})", backend=backend)
    assert ended.exit_code != 0
    assert ended.killed_by in {"memory", None}


@needs_sums
@in_each_backend
def test_memory_of_all_processes_together(backend: Backend) -> None:
    ended = run_script(TOGETHER, backend=backend)
    assert ended.killed_by == "memory"
    assert ended.peak_memory is not None
    assert ended.peak_memory <= LIMITS.memory


def test_processes() -> None:
    bomb = "import os, time\nfor _ in range(100):\n if os.fork() == 0: time.sleep(60)"
    ended = run_script(bomb)
    assert b"BlockingIOError" in ended.stderr


@in_each_backend
def test_output(backend: Backend) -> None:
    ended = run_script("while True: print('flood' * 1000)", backend=backend)
    assert ended.killed_by == "output"
    assert len(ended.stdout) == LIMITS.output


@in_each_backend
def test_as_much_output_as_is_allowed(backend: Backend) -> None:
    ended = run_script(f"print('x' * {LIMITS.output - 1})", backend=backend)
    assert (ended.killed_by, ended.exit_code, len(ended.stdout)) == (None, 0, LIMITS.output)


@in_each_backend
def test_output_that_goes_into_a_file(backend: Backend, tmp_path: Path) -> None:
    with (tmp_path / "output").open("w+b") as file:
        ended = run_script("while True: print('flood' * 1000)", backend=backend, into=file)
    assert (ended.killed_by, ended.stdout) == ("output", b"")
    assert (tmp_path / "output").stat().st_size == LIMITS.output


@in_each_backend
def test_the_size_of_a_file(backend: Backend) -> None:
    ended = run_script(
        "open('big', 'wb').write(bytes(3 << 20))", backend=backend, limits=replace(LIMITS, file_size=2 * MIB)
    )
    assert b"File too large" in ended.stderr


@in_each_backend
def test_an_orphan_that_holds_the_output_is_not_waited_for(backend: Backend) -> None:
    token = uuid.uuid4().hex
    ended = run_script(ORPHAN.format(token=token), backend=backend)
    assert (ended.exit_code, ended.stdout) == (0, b"done\n")
    assert ended.seconds < 5


def test_an_orphan_does_not_survive_its_namespace() -> None:
    token = uuid.uuid4().hex
    run_script(ORPHAN.format(token=token), backend="bubblewrap")
    assert not is_running(token)


@needs_sums
def test_an_orphan_does_not_survive_its_control_group() -> None:
    token = uuid.uuid4().hex
    run_script(ORPHAN.format(token=token), backend="limited")
    assert not is_running(token)


@in_each_backend
def test_what_is_done_meanwhile_can_end_it(backend: Backend) -> None:
    def lose_interest() -> None:
        raise InterruptedError

    token = uuid.uuid4().hex
    with pytest.raises(InterruptedError):
        run_script(f"import time; {token!r}; time.sleep(60)", backend=backend, meanwhile=lose_interest)
    assert not is_running(token)


@in_each_backend
def test_a_killed_worker_takes_its_command_with_it(backend: Backend) -> None:
    skip_without(backend)
    token = uuid.uuid4().hex
    script = f"import time; {token!r}; print('started', flush=True); time.sleep(60)"
    worker = subprocess.Popen([sys.executable, "-c", WORKER, backend, script], stdout=subprocess.PIPE, text=True)
    with worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "running\n"
        worker.kill()
    assert not is_running(token)


@in_each_backend
def test_a_command_reads_what_it_is_given(backend: Backend) -> None:
    ended = run_script("import sys; print(len(sys.stdin.read()))", backend=backend, stdin=b"x" * 200_000)
    assert ended.stdout == b"200000\n"


@in_each_backend
def test_a_signal_shows_in_the_exit_code(backend: Backend) -> None:
    assert run_script("import os; os.abort()", backend=backend).exit_code == 134
