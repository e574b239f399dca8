"""Writes a bundle of so many rows, with all it is judged by: `python -m bench.tools.bundles FOLDER ROWS`.

The rows are those of the wildlife strikes on offer, over and over, each time with other numbers, days and speeds; one
in sixty-seven has a fault, so that there is something to find and to word.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import cycle, islice
from pathlib import Path

from bench.tools.processes import ROOT
from grader.brief import Brief
from grader.skeleton import schema_of
from tests.grader.factories import hand_in, make_zip

CLEAN = ROOT / "catalogue" / "wildlife-strikes" / "data.csv"
BRIEF = ROOT / "library" / "wildlife_strikes" / "brief.json"
RUBRIC = ROOT / "library" / "wildlife_strikes" / "rubric.json"
OF_THE_TEST_MARKET = ("use_case", "region", "retention_days", "allowed_licences", "budget_micro")
LEFT_OUT = ("cost_repair", "cost_other", "cost_total")
FIRST_DAY, DAYS = date(1990, 1, 1), 4700
BOUNDARY = date(2000, 1, 1)
EVERY = 67
FAULTS = (("speed_knots", "999"), ("damage", "B"), ("flight_date", "13/02/1999"), ("species", "N/A"))


def main(folder: Path, rows: int) -> None:
    """Write ``bundle.zip``, ``brief.json``, ``rubric.json`` and ``trail.json`` into a folder."""
    brief = json.loads(BRIEF.read_bytes())
    asked = {name: value for name, value in brief.items() if name not in OF_THE_TEST_MARKET}
    asked["maximum_rows"] = max(rows, asked["maximum_rows"])
    schema = schema_of(Brief.parse(BRIEF.read_bytes()))
    made = hand_in(folder, rows=list(make(rows)), schema=schema, brief=asked, rubric=RUBRIC.read_bytes())
    make_zip(made.bundle)
    for name, content in (("brief", made.brief), ("rubric", made.rubric), ("trail", made.trail)):
        (folder / f"{name}.json").write_bytes(content)


def make(count: int) -> Iterator[dict[str, object]]:
    """Yield rows."""
    with CLEAN.open() as file:
        originals = list(csv.DictReader(file))
    for number, row in enumerate(islice(cycle(originals), count)):
        lap = number // len(originals)
        day = FIRST_DAY + timedelta(days=((date.fromisoformat(row["flight_date"]) - FIRST_DAY).days + 37 * lap) % DAYS)
        speed = str((int(row["speed_knots"]) + lap) % 200) if row["speed_knots"] else ""
        changed = {"strike_id": f"{number:06}", "flight_date": day.isoformat(), "speed_knots": speed}
        kept: dict[str, object] = {**row, **changed, "split": "train" if day < BOUNDARY else "test"}
        if number % EVERY == 0:
            column, fault = FAULTS[number // EVERY % len(FAULTS)]
            kept[column] = fault
        yield {name: value for name, value in kept.items() if name not in LEFT_OUT}


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
