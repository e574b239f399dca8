"""The demonstration runs for real: a cohort goes through the product over HTTP, and what comes of it is told."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fixtures.installation import ROOT

SECONDS = 240


def command(folder: Path, *options: str) -> list[str]:
    """Return how the demonstration is started."""
    return [sys.executable, "-m", "demo", "--json", f"--folder={folder}", *options]


def living(folder: Path) -> list[str]:
    """Return the command lines of processes that know of an installation in ``folder``."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            told = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
        except OSError:
            continue
        if str(folder).encode() in told:
            found.append((process / "cmdline").read_text())
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demonstration keeps everything."""
    return tmp_path_factory.mktemp("demonstration") / "installation"


@pytest.fixture(scope="module")
def summary(folder: Path) -> dict[str, Any]:
    """What a first demonstration says at its end."""
    done = subprocess.run(
        command(folder, "--once"), cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def test_who_hands_in_is_graded(summary: dict[str, Any]) -> None:
    assert (summary["submissions"], summary["graded"]) == (3, 3)


def test_the_careful_candidate_scores_well_above_the_careless_one(summary: dict[str, Any]) -> None:
    scores = summary["scores"]
    assert scores["careful"] > scores["hasty"] > scores["careless"]
    assert scores["careful"] - scores["careless"] > 25


def test_the_reports_say_why(summary: dict[str, Any]) -> None:
    assert [reason.split()[0] for reason in summary["reasons"]["careless"]][:1] == ["QUA020"]
    assert summary["reasons"]["hasty"]


def test_who_gives_up_has_no_report(summary: dict[str, Any]) -> None:
    assert summary["scores"]["gives_up"] is None
    assert summary["reasons"]["gives_up"] == []


def test_nothing_of_it_runs_on(summary: dict[str, Any], folder: Path) -> None:
    assert living(folder) == []


def test_a_second_start_reuses_what_is_there_and_ends_with_an_interrupt(summary: dict[str, Any], folder: Path) -> None:
    with subprocess.Popen(command(folder), cwd=ROOT, stdout=subprocess.PIPE, text=True) as again:
        assert again.stdout
        said = next(json.loads(line) for line in again.stdout if line.startswith("{"))
        page = httpx.get(said["addresses"]["recruiter"], follow_redirects=True, timeout=30)
        again.send_signal(signal.SIGINT)
        assert again.wait(60) == 0
    assert said["scores"] == summary["scores"]
    assert "Rosa Reyes" in page.text
    assert living(folder) == []
