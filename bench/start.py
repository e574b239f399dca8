"""What it takes to start: `assay list` beside an interpreter that does nothing."""

from __future__ import annotations

import argparse

from bench.tools.processes import PYTHON, run_in_turns
from bench.tools.telling import compare, keep

ROUNDS = 20
LIST = "assay list"


def main() -> None:
    """Measure, print a table and keep the figures."""
    parser = argparse.ArgumentParser(prog="run.py bench start", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"runs of each command (default {ROUNDS})")
    rounds = parser.parse_args().rounds
    commands = {
        LIST: [PYTHON, "-m", "grader", "list"],
        "assay --version": [PYTHON, "-m", "grader", "--version"],
        "start Python": [PYTHON, "-c", "pass"],
    }
    keep("start", {"rounds": rounds, **compare("Starting", run_in_turns(commands, rounds=rounds), ours=LIST)})


if __name__ == "__main__":
    main()
