"""Stage check: ask the gate what it will say, with the trail as it stands now."""

from __future__ import annotations

import json
import subprocess
import sys

from kit.bundle import ARCHIVE
from kit.home import Home
from kit.market import Market
from kit.stop import Stop

FINDINGS = 1


def run(home: Home) -> str:
    """Run the same checks as the grader, but for those that need the answer key."""
    with Market(home) as market:
        home.write("trail.json", json.dumps(market.get("trail")))
    command = [sys.executable, "-m", "grader", *arguments(home, "json")]
    done = subprocess.run(command, cwd=home.root, capture_output=True, check=False)
    if done.returncode > FINDINGS:
        raise Stop(f"the gate could not run: {done.stderr.decode().strip()}")
    home.write("report.json", done.stdout)
    report = json.loads(done.stdout)
    failed = [outcome["code"] for outcome in report["outcomes"] if outcome["status"] == "failed"]
    score = report["score"]["value"] if report["score"] else "no score"
    return f"{score}; failed: {', '.join(failed) or 'none'}. Read all of it: assay {' '.join(arguments(home, 'text'))}"


def arguments(home: Home, form: str) -> list[str]:
    """Return what the gate is given, for its command line."""
    given = [f"--{name}={home.path(f'{name}.json').relative_to(home.root)}" for name in ("brief", "rubric", "trail")]
    return ["check", ARCHIVE, *given, f"--format={form}"]
