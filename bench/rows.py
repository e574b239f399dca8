"""How fast rows are judged by a JSON Schema, beside jsonschema-rs judging every row itself; the outcome is the same."""

from __future__ import annotations

import csv
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from grader.limits import DEFAULT
from grader.rows import failures
from grader.schema import read_schema
from grader.tables import READERS

Result = TypeVar("Result")

ROWS = 200_000
ONE_BAD_ROW_IN = 500
COLUMNS = {
    "id": {"type": "integer", "minimum": 0},
    "seen_on": {"type": "string", "format": "date"},
    "species": {"type": "string", "enum": ["gull", "kestrel", "pigeon"]},
    "height_m": {"type": ["number", "null"], "minimum": 0, "maximum": 12_000},
    "remark": {"type": "string", "maxLength": 80, "pattern": "^[a-z ]*$"},
}
SCHEMA = {
    "type": "object",
    "properties": COLUMNS,
    "required": ["id", "seen_on", "species", "remark"],
    "additionalProperties": False,
}


def main() -> None:
    """Judge the same rows both ways and print what each took."""
    schema = read_schema(json.dumps(SCHEMA).encode())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        write_rows(path)
        part = READERS[".csv"](path, path.name, schema, DEFAULT)
        ours, our_seconds = timed(lambda: sum(1 for _ in failures(part, schema)))
        peer, peer_seconds = timed(
            lambda: sum(1 for document in part.documents(None) for _ in schema.validator.iter_errors(document))
        )
    if ours != peer:
        raise SystemExit(f"The outcomes differ: {ours} failures here, {peer} by jsonschema-rs alone.")
    print(f"{ROWS:,} rows, {ours:,} failures, found alike by both")
    print(f"grader.rows     {our_seconds:6.2f} s  {ROWS / our_seconds:12,.0f} rows a second")
    print(f"jsonschema-rs   {peer_seconds:6.2f} s  {ROWS / peer_seconds:12,.0f} rows a second")
    print(f"ratio           {peer_seconds / our_seconds:6.1f} times as fast")


def write_rows(path: Path) -> None:
    """Write rows of which few are bad, as real samples are."""
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        for number in range(ROWS):
            species = "dragon" if number % ONE_BAD_ROW_IN == 0 else ("gull", "kestrel", "pigeon")[number % 3]
            day = f"20{number % 20:02}-{number % 12 + 1:02}-{number % 28 + 1:02}"
            rows.writerow([number, day, species, number % 12_000 / 2 if number % 7 else "", "seen from the tower"])


def timed(work: Callable[[], Result]) -> tuple[Result, float]:
    """What ``work`` returns and the seconds it took."""
    started = time.perf_counter()
    result = work()
    return result, time.perf_counter() - started


if __name__ == "__main__":
    main()
