"""The demonstration runs for real: a cohort goes through the product over HTTP, and what comes of it is told."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx

from demo.sitting import press
from tests.fixtures.installation import ROOT

SECONDS = 240
PASSES = 85


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


def run_once(folder: Path) -> dict[str, Any]:
    """Run a demonstration that stops by itself, and return its summary."""
    done = subprocess.run(
        command(folder, "--once"), cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def run_until_interrupted(folder: Path) -> tuple[dict[str, Any], str]:
    """Run a demonstration until it serves, see what the newcomer sees, and press Ctrl-C."""
    with subprocess.Popen(command(folder), cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        said = next(json.loads(line) for line in running.stdout if line.startswith("{"))
        page = home_of(said["addresses"]["newcomer"])
        running.send_signal(signal.SIGINT)
        assert running.wait(60) == 0
    return said, page


def home_of(sign_in: str) -> str:
    """Sign in by a link and return the first page."""
    with httpx.Client(base_url=httpx.URL(sign_in).join("/"), follow_redirects=True, timeout=30) as browser:
        browser.get(sign_in).raise_for_status()
        return press(browser, sign_in)


def test_a_cohort_goes_through_the_product_and_is_told_apart(tmp_path: Path) -> None:
    folder = tmp_path / "installation"
    first = run_once(folder)
    assert_told_apart(first)
    assert living(folder) == []

    second, page = run_until_interrupted(folder)
    assert second["scores"] == first["scores"]
    assert "nora@mail.example" in page
    assert "no clock runs until you start" in page
    assert living(folder) == []


def assert_told_apart(said: dict[str, Any]) -> None:
    """The careful pass with nearly all, the others fail far apart, for reasons the reports name; one has no report."""
    scores, reasons = said["scores"], said["reasons"]
    assert (said["submissions"], said["graded"]) == (3, 3)
    assert scores["careful"] > 95
    assert PASSES - 15 > scores["hasty"] > scores["careless"] + 5
    assert {reason.split()[0] for reason in reasons["hasty"]} == {"QUA013", "QUA014", "QUA020"}
    assert reasons["careless"][0].startswith("QUA020 Defects repaired: 0 of")
    assert (scores["gives_up"], reasons["gives_up"]) == (None, [])
