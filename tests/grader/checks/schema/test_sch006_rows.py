"""SCH006 asks that every row is valid by the schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from grader.check import Measured
from grader.checks.schema.sch006_rows import SCH006
from tests.grader.factories import SCHEMA, hand_in, make_csv, make_rows


def ask(tmp_path: Path, **asked: Any) -> Measured:
    measured = SCH006.run(hand_in(tmp_path, **asked).inputs())
    assert isinstance(measured, Measured)
    return measured


def broken(count: int, **cells: object) -> list[dict[str, object]]:
    rows = make_rows()
    for row in rows[10 : 10 + count]:
        row.update(cells)
    return rows


def test_it_passes_valid_rows(tmp_path: Path) -> None:
    assert ask(tmp_path).measure == 1


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({"speed_knots": "fast"}, "speed_knots", "not of types"),
        ({"speed_knots": "12.5"}, "speed_knots", "not of types"),
        ({"speed_knots": 900}, "speed_knots", "greater than the maximum of 350"),
        ({"damage": "B"}, "damage", "is not one of"),
        ({"flight_date": "1999-02-30"}, "flight_date", 'is not a "date"'),
        ({"airport": None}, None, '"airport" is a required property'),
    ],
)
def test_it_names_column_rows_and_values(tmp_path: Path, cells: dict[str, Any], column: str | None, said: str) -> None:
    measured = ask(tmp_path, rows=broken(1, **cells))
    (finding,) = measured.findings
    assert measured.measure == pytest.approx(239 / 240)
    assert said in finding.message
    assert (finding.place.column, finding.place.rows) == (column, (11,))


def test_it_says_which_values_a_column_may_hold(tmp_path: Path) -> None:
    (finding,) = ask(tmp_path, rows=broken(1, damage="B")).findings
    assert finding.fix == "Write one of None, Minor, Substantial."


def test_it_names_a_dozen_of_many_values(tmp_path: Path) -> None:
    levels = {"type": ["string", "null"], "enum": [None, *(f"level {number}" for number in range(20))]}
    schema = {**SCHEMA, "properties": {**SCHEMA["properties"], "damage": levels}}
    (finding,) = ask(tmp_path, schema=schema, rows=[{**row, "damage": "B"} for row in make_rows()]).findings
    assert finding.message == "The value is not one that the schema lists."
    assert finding.fix.startswith("Write one of null, level 0, level 1,")
    assert finding.fix.endswith(", level 10 or 9 more that the schema lists.")


def test_it_shows_twenty_rows_and_counts_all(tmp_path: Path) -> None:
    (finding,) = ask(tmp_path, rows=broken(120, damage="B")).findings
    assert finding.count == 120
    assert finding.place.rows == tuple(range(11, 31))
    assert finding.place.values == ("B",) * 20


def test_a_whole_number_may_be_written_with_a_point(tmp_path: Path) -> None:
    assert ask(tmp_path, rows=broken(1, speed_knots="120.0")).measure == 1


def test_an_unknown_column_fails_every_row(tmp_path: Path) -> None:
    measured = ask(tmp_path, rows=[{**row, "cost": 1} for row in make_rows()])
    assert measured.measure == 0
    assert "Additional properties" in measured.findings[0].message


def test_rows_are_counted_within_their_file(tmp_path: Path) -> None:
    rows = broken(1, damage="B")
    parts = {"data/a.csv": make_csv(rows[:8]), "data/b.csv": make_csv(rows[8:])}
    (finding,) = ask(tmp_path, data=parts).findings
    assert (finding.place.file, finding.place.rows) == ("data/b.csv", (3,))


def test_json_lines_keep_the_types_they_carry(tmp_path: Path) -> None:
    rows = broken(1, speed_knots="120")
    lines = "".join(json.dumps(row) + "\n" for row in rows).encode()
    (finding,) = ask(tmp_path, data={"data/sample.jsonl": lines}).findings
    assert (finding.place.column, finding.place.rows) == ("speed_knots", (11,))


def test_a_sample_without_rows_is_told(tmp_path: Path) -> None:
    header = make_csv(make_rows(1)).splitlines(keepends=True)[0]
    measured = ask(tmp_path, data={"data/sample.csv": header})
    assert measured.measure == 0
    assert "no rows" in measured.findings[0].message
