"""What a candidate's standing costs when many were graded, beside adding everyone's credits up for it."""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

from bench.tools.processes import PYTHON, ROOT
from bench.tools.telling import keep, show
from demo.installation import passed_on
from embedded.postgres import Postgres

SIZES = (3_000, 30_000)
MEASURE = "from bench.tools.standings import main; main([{sizes}])"


def main() -> None:
    """Measure at each size, print a table and keep the figures."""
    parser = argparse.ArgumentParser(prog="run.py bench standing", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="ATTEMPTS")
    sizes = parser.parse_args().sizes
    with tempfile.TemporaryDirectory() as folder, Postgres(Path(folder) / "database", durable=False) as postgres:
        environment = {**passed_on(), "DATABASE_URL": postgres.url, "DEBUG": "1", "LOG_LEVEL": "ERROR"}
        manage = [PYTHON, "manage.py"]
        subprocess.run([*manage, "migrate", "--verbosity=0"], cwd=ROOT, env=environment, check=True)
        code = MEASURE.format(sizes=", ".join(str(size) for size in sorted(sizes)))
        command = [*manage, "shell", "--no-imports", "--command", code]
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True)
    figures = json.loads(done.stdout)
    lines = [
        (f"{size} attempts", f"{took['kept'] * 1000:.1f}", f"{took['plain'] * 1000:.0f}", f"{took['ratio']:.0f} ×")
        for size, took in figures.items()
    ]
    show([("", "milliseconds", "the plain way", "times as fast"), *lines])
    keep("standing", figures)


if __name__ == "__main__":
    main()
