"""Nothing a hostile script tries gets out of bubblewrap; outside of it, enough of the same scripts do."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from hiring.confine import PYTHON
from hiring.confine.slots import own_user
from tests.hiring.confine.attacks import ATTACKS, GET_THROUGH_UNCONFINED
from tests.hiring.confine.scripts import command_line, run_script

ON_LOOPBACK = "reach this machine's loopback"


@pytest.fixture
def open_door() -> Iterator[str]:
    """The port of a server that waits on this machine's loopback."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield str(server.getsockname()[1])


@pytest.fixture
def secret_file(tmp_path: Path) -> Path:
    """A file of the worker's that anyone on this machine may read."""
    path = tmp_path / "settings.env"
    path.write_text("SECRET_KEY=of-the-worker")
    path.chmod(0o644)
    return path


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """A file that a script is given to read."""
    path = tmp_path / "given"
    path.write_text("true")
    path.chmod(0o644)
    return path


@pytest.fixture(autouse=True)
def secret_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "of-the-worker")


def with_argument(attack: str, open_door: str, secret_file: Path) -> str:
    argument = open_door if attack == ON_LOOPBACK else str(secret_file)
    return f"ARGUMENT = {argument!r}\n{ATTACKS[attack]}"


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_confined_script_does_not(attack: str, open_door: str, secret_file: Path, given: Path) -> None:
    ended = run_script(with_argument(attack, open_door, secret_file), readable={"input.txt": given})
    assert b"escaped" not in ended.stdout
    assert given.read_text() == "true"


@pytest.mark.parametrize("attack", GET_THROUGH_UNCONFINED)
def test_an_unconfined_script_does(attack: str, open_door: str, secret_file: Path, tmp_path: Path) -> None:
    Path(tmp_path, "input.txt").write_text("true")
    script = with_argument(attack, open_door, secret_file)
    ended = subprocess.run([PYTHON, "-S", "-c", script], cwd=tmp_path, env=os.environ, capture_output=True, check=False)
    assert b"escaped" in ended.stdout, ended.stderr


def test_an_honest_script_sees_its_input_and_the_gate(given: Path) -> None:
    honest = "import grader, polars; print(open('input.txt').read(), polars.DataFrame({'a': [1, 2]})['a'].sum())"
    assert run_script(honest, readable={"input.txt": given}).stdout == b"true 3\n"


def test_the_environment_is_fixed(given: Path) -> None:
    seen = run_script("import os, time; print(*sorted(os.environ), time.tzname, os.getcwd())").stdout.decode()
    assert "SECRET_KEY" not in seen
    assert seen.endswith("('UTC', 'UTC') /sandbox\n")


def test_no_confined_process_is_root_outside() -> None:
    seen: set[int] = set()

    def look() -> None:
        for process in Path("/proc").glob("[0-9]*"):
            if command_line(process).startswith(PYTHON.encode()) and b"a token of its own" in command_line(process):
                seen.add(process.stat().st_uid)

    run_script("import time; 'a token of its own'; time.sleep(1.5)", meanwhile=look)
    assert seen
    assert 0 not in seen


def test_no_two_confined_commands_share_a_user() -> None:
    with own_user() as first, own_user() as second:
        assert first != second or os.geteuid() != 0


@pytest.mark.parametrize("place", ["/etc/passwd", "../out", "a/../../out", ""])
def test_an_input_stays_in_the_work_folder(place: str, given: Path) -> None:
    with pytest.raises(ValueError, match="plain path"):
        run_script("pass", readable={place: given})
