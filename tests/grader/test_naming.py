"""The rows that a finding shows carry their key, so that they are found in any order of any file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from grader.finding import Place
from grader.gate import run_gate
from tests.grader.factories import Row, hand_in, make_csv, make_rows

Rows = list[dict[str, object]]


def place_of(tmp_path: Path, code: str = "SCH006", **asked: Any) -> Place:
    """The place of the first finding of one check."""
    report = run_gate(hand_in(tmp_path, **asked).inputs(), only={code})
    return report.outcomes[0].findings[0].place


def wrong(rows: Rows, *places: int) -> Rows:
    """Rows of which some have a speed that the schema does not allow."""
    return [{**row, "speed_knots": 900} if place in places else row for place, row in enumerate(rows)]


def key_of(rows: Sequence[Row], *places: int) -> tuple[tuple[str, ...], ...]:
    return tuple((str(rows[place]["strike_id"]),) for place in places)


@pytest.mark.parametrize("turned", [False, True])
def test_rows_are_named_whatever_order_they_are_in(tmp_path: Path, *, turned: bool) -> None:
    rows = wrong(make_rows(), 3, 9)
    rows = rows[::-1] if turned else rows
    place = place_of(tmp_path, rows=rows)
    assert place.rows == ((231, 237) if turned else (4, 10))
    assert place.key == ("strike_id",)
    assert place.keys == key_of(rows, *(row - 1 for row in place.rows))


def test_rows_of_a_later_file_are_named_by_its_own_cells(tmp_path: Path) -> None:
    rows = wrong(make_rows(), 125, 130)
    data = {"data/a.csv": make_csv(rows[:120]), "data/b.csv": make_csv(rows[120:])}
    place = place_of(tmp_path, rows=rows, data=data)
    assert (place.file, place.rows) == ("data/b.csv", (6, 11))
    assert place.keys == key_of(rows, 125, 130)


def test_a_key_of_two_columns_names_both(tmp_path: Path) -> None:
    rows = wrong(make_rows(), 3)
    place = place_of(tmp_path, rows=rows, brief={"key": ["flight_date", "strike_id"]})
    assert place.key == ("flight_date", "strike_id")
    assert place.keys == ((str(rows[3]["flight_date"]), str(rows[3]["strike_id"])),)


def test_an_empty_key_is_shown_as_such_and_a_long_one_shortened(tmp_path: Path) -> None:
    rows = wrong(make_rows(), 3, 9)
    rows[3]["strike_id"], rows[9]["strike_id"] = None, "1" * 90
    assert place_of(tmp_path, rows=rows, code="QUA005").keys == (("",), (f"{'1' * 59}…",))


@pytest.mark.parametrize(
    ("changed", "brief"),
    [
        ({}, {"key": ["strike_id", "cost_repairs"]}),
        ({"strike_id": "alice@wonderland.org"}, {}),
        ({"strike_id": "AKIA" + "Q3ZP7LRD2WXNVT5H"}, {}),
    ],
    ids=["a column is missing", "an address", "a secret"],
)
def test_a_key_that_is_missing_or_private_is_not_shown(
    tmp_path: Path, changed: Mapping[str, object], brief: Mapping[str, Any]
) -> None:
    rows = wrong(make_rows(), 3)
    rows[7] |= changed
    for code in ("SCH006", "QUA005"):
        place = place_of(tmp_path / code, rows=rows, brief=brief, code=code)
        assert place.rows
        assert (place.key, place.keys) == ((), ())


def test_a_key_that_is_looked_at_itself_is_not_told_twice(tmp_path: Path) -> None:
    rows = make_rows()
    rows[9]["strike_id"] = rows[3]["strike_id"]
    place = place_of(tmp_path, rows=rows, code="SCH007")
    assert (place.column, place.values, place.keys) == ("strike_id", (rows[3]["strike_id"],), ())
