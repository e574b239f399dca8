"""What `assay check` takes for bundles of three sizes, beside its floors and beside pandas with jsonschema-rs."""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from pathlib import Path

from bench.tools.processes import PYTHON, ROOT, Commands, run_in_turns
from bench.tools.telling import compare, keep

SIZES = (1_000, 10_000, 100_000)
ROUNDS = 5
GATE, PEER = "the whole gate", "pandas and jsonschema-rs"


def main() -> None:
    """Measure each size, print tables and keep the figures."""
    parser = argparse.ArgumentParser(prog="run.py bench gate", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"runs of each command (default {ROUNDS})")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="ROWS")
    arguments = parser.parse_args()
    figures = {}
    with tempfile.TemporaryDirectory() as folder:
        for rows in arguments.sizes:
            home = Path(folder) / str(rows)
            subprocess.run([PYTHON, "-m", "bench.tools.bundles", home, str(rows)], cwd=ROOT, check=True)
            took = run_in_turns(commands(home), rounds=arguments.rounds)
            figures[str(rows)] = compare(f"{rows:,} rows", took, ours=GATE)
    keep("gate", {"rounds": arguments.rounds, "rows": figures})


def commands(home: Path) -> Commands:
    """Return what is measured: the gate on the zip, the peer on the folder, and what no such gate could do without."""
    given = [f"--{name}={home / f'{name}.json'}" for name in ("brief", "rubric", "trail")]
    return {
        GATE: [PYTHON, "-m", "grader", "check", home / "bundle.zip", *given, "--format", "json"],
        PEER: [PYTHON, "-m", "bench.tools.peer", home / "bundle"],
        "import polars": [PYTHON, "-c", "import polars"],
        "start Python": [PYTHON, "-c", "pass"],
    }


if __name__ == "__main__":
    main()
