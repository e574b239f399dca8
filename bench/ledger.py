"""Transfers per second in the double-entry book, by 1, 4 and 8 processes, beside two plain rows and a commit."""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from statistics import median

from bench.tools.processes import PYTHON, ROOT, BenchmarkFailed
from bench.tools.telling import keep, show
from bench.tools.turns import in_turns
from demo.installation import passed_on
from embedded.postgres import Postgres

PROCESSES = (1, 4, 8)
SECONDS, ROUNDS = 5.0, 3
UNTIL_READY = 20.0
"""Seconds in which every process has started, however busy the machine is."""
ONE, APART, PLAIN = "transfers in one world", "each process in a world of its own", "two plain rows and a commit"

HEAD = ("a second", "in one world", "of plain", "in worlds apart", "of plain", "plain rows")

Environment = dict[str, str]


def main() -> None:
    """Measure each number of processes, print a table, see that the book sums to zero, and keep the figures."""
    parser = argparse.ArgumentParser(prog="run.py bench ledger", description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS, help=f"of each measurement (default {SECONDS:.0f})")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"of all of them (default {ROUNDS})")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Postgres(Path(folder) / "database") as postgres:
        environment = {**passed_on(), "DATABASE_URL": postgres.url, "DEBUG": "1", "LOG_LEVEL": "ERROR"}
        subprocess.run([PYTHON, "manage.py", "migrate", "--verbosity=0"], cwd=ROOT, env=environment, check=True)
        worlds: list[str] = json.loads(done(start(f"prepare({max(PROCESSES)})", environment)))
        figures = {count: measure(worlds[:count], environment, asked.seconds, asked.rounds) for count in PROCESSES}
        sums: list[int] = json.loads(done(start("sums()", environment)))
    lines = [(f"{count} processes", *(f"{figure:.2f}" for figure in one.values())) for count, one in figures.items()]
    show([HEAD, *lines])
    print(f"\nAll entries sum to {sums[0]}, all balances to {sums[1]}.")
    if any(sums):
        raise BenchmarkFailed("The book does not sum to zero.")
    keep("ledger", {**vars(asked), "processes": figures})


def measure(worlds: Sequence[str], environment: Environment, seconds: float, rounds: int) -> dict[str, float]:
    """Return how often a second each was done by one process for each world, and of how many plain writes that is."""
    kinds = {ONE: ("post", [worlds[0]] * len(worlds)), APART: ("post", worlds), PLAIN: ("write", worlds)}
    measures = {name: partial(rate, *kind, environment, seconds) for name, kind in kinds.items()}
    rates = in_turns(measures, rounds=rounds, warm_up=0)
    figures = {}
    for name in (ONE, APART):
        figures[name] = median(rates[name])
        pairs = zip(rates[name], rates[PLAIN], strict=True)
        figures[f"{name}, of plain"] = median(ours / plain for ours, plain in pairs)
    return {**figures, PLAIN: median(rates[PLAIN])}


def rate(work: str, worlds: Sequence[str], environment: Environment, seconds: float) -> float:
    """Let one process for each world work at the same time, and return how often a second it was done by all."""
    begin = time.time() + UNTIL_READY
    calls = [f"{work}({world!r}, {begin}, {begin + seconds})" for world in worlds]
    processes = [start(call, environment) for call in calls]
    return sum(int(done(process)) for process in processes) / seconds


def start(call: str, environment: Environment) -> subprocess.Popen[str]:
    """Start a shell of the product with one call of our tool."""
    code = f"from bench.tools import transfers; transfers.{call}"
    command = [PYTHON, "manage.py", "shell", "--no-imports", "--command", code]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def done(process: subprocess.Popen[str]) -> str:
    """Wait for a process, and return what it printed."""
    said, _ = process.communicate()
    if process.returncode:
        raise BenchmarkFailed(f"A process ended with {process.returncode}; what it wrote stands above.")
    return said


if __name__ == "__main__":
    main()
