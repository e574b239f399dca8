"""The one door: what it does without what it needs, and that CI goes through it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import run as door
from tests.fixtures.installation import ROOT


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout that was never set up, on a machine without uv and without a way to a package registry."""
    shutil.copy(ROOT / "run.py", tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    (tmp_path / "bin").mkdir()
    return tmp_path


def test_it_says_what_to_do_when_no_registry_can_be_reached(checkout: Path) -> None:
    unreachable = {"PIP_INDEX_URL": "http://127.0.0.1:1/", "PIP_RETRIES": "0", "PIP_CONFIG_FILE": os.devnull}
    done = call(checkout, "sync", PATH=str(checkout / "bin"), **unreachable)
    assert done.returncode == 1
    assert "could not install uv with pip" in done.stderr
    assert "a package registry it can reach" in done.stderr
    assert not (checkout / ".venv").exists()


def test_it_goes_no_further_when_the_requirements_cannot_be_installed(checkout: Path) -> None:
    uv = checkout / "bin" / "uv"
    uv.write_text("#!/bin/sh\ntest $1 = venv\n")
    uv.chmod(0o755)
    done = call(checkout, "test", PATH=f"{uv.parent}:/bin:/usr/bin")
    assert done.returncode == 1
    assert "could not install the requirements" in done.stderr
    assert not (checkout / ".venv" / "requirements.sha256").exists()


def test_it_explains_itself(checkout: Path) -> None:
    done = call(checkout, "help")
    assert done.returncode == 0
    for command in ("sync", "demo", "test", "check", "bench"):
        assert f"python3 run.py {command}" in done.stdout
    assert call(checkout, "dance").returncode == 2


def test_it_refuses_an_old_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(door.Failed, match=r"this is Python 3\.9; Assay needs 3\.11 or later"):
        door.sync()


def test_it_names_the_benchmarks_there_are() -> None:
    with pytest.raises(door.Failed, match="rows"):
        door.benchmark(["no-such-benchmark"])


def test_ci_runs_the_commands_of_the_readme_and_installs_nothing() -> None:
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    commands = [line for line in lines if line and not line.startswith(("#", "set ", "cd "))]
    assert commands == ["python3 run.py check", "python3 run.py test"]


def call(checkout: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """run.py as somebody there would call it."""
    return subprocess.run(
        [Path(sys.base_prefix, "bin", "python3"), "run.py", *arguments],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
