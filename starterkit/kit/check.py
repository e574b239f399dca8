"""Stage check: ask the gate what it will say, with the trail as it stands now."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

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
    told = done.stderr.decode().strip()
    if done.returncode > FINDINGS:
        raise Stop(f"the gate could not run: {told}")
    if not done.stdout:  # Python, too, ends with 1 where it finds no module
        why = told.rpartition("\n")[2]
        raise Stop(f"the gate isn't installed: pip install -r requirements.txt ({why})")
    home.write("report.json", done.stdout)
    report = json.loads(done.stdout)
    score = report["score"]
    said = f"{score['value']} of 100, {score['pass_mark']} passes" if score else "no score"
    if score and report["hidden"]:
        said = f"{said}, on the {score['asked']:g} points you can see; the whole may be lower or higher"
    to_mend = ", ".join(costliest_first(report)) or "nothing"
    return f"{said}; to mend: {to_mend}. Read all of it: assay {' '.join(arguments(home, 'text'))}"


def costliest_first(report: dict[str, Any]) -> list[str]:
    """Return the checks that failed, those first whose mending would bring most."""
    worth = {each["id"]: each["weight"] / each["of"] for each in report["criteria"] if each["of"]}
    failed = [outcome for outcome in report["outcomes"] if outcome["status"] == "failed"]
    failed.sort(key=lambda outcome: worth.get(outcome["criterion"], 0) * (outcome["points"] - outcome["of"]))
    return [outcome["code"] for outcome in failed]


def arguments(home: Home, form: str) -> list[str]:
    """Return what the gate is given, for its command line."""
    given = [f"--{name}={home.path(f'{name}.json').relative_to(home.root)}" for name in ("brief", "rubric", "trail")]
    return ["check", ARCHIVE, *given, f"--format={form}"]
