"""`python -m grader.edge`: pass a file's rows through declared steps to standard output, and say what was done."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from grader.edge.plan import Plan
from grader.edge.rows import read_rows
from grader.edge.steps import Tally, stream
from grader.edge.writing import write_rows
from grader.errors import Unreadable
from grader.exits import Exit


def main(arguments: list[str] | None = None) -> int:
    """Write the rows to standard output and one JSON document to standard error: the counts, or the refusal."""
    asked = _parser().parse_args(arguments)
    tally = Tally()
    try:
        plan = Plan.parse(asked.plan.read_bytes())
        rows = read_rows(asked.source, plan)
        write_rows(stream(rows, plan, tally), rows, plan.target, sys.stdout.buffer)
    except Unreadable as problem:
        sys.stderr.write(json.dumps({"refused": str(problem)}))
        return Exit.NOT_READ
    sys.stderr.write(json.dumps(vars(tally)))
    return Exit.PASSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m grader.edge", description=__doc__)
    parser.add_argument("source", type=Path, help="the file, CSV or JSON Lines")
    parser.add_argument("--plan", type=Path, required=True, help="its format, its columns and the steps, plan.json")
    return parser


if __name__ == "__main__":
    sys.exit(main())
