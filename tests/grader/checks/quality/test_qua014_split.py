"""QUA014 finds what the parts of a split have in common, and what lies on the wrong side of time."""

from __future__ import annotations

from pathlib import Path
from random import Random
from string import ascii_lowercase
from typing import Any

import pytest

from grader.checks.quality.qua014_split import QUA014
from grader.finding import Severity
from tests.grader.checks.quality.asking import ask, asked_columns, with_cells
from tests.grader.factories import make_rows

BY_TIME: dict[str, Any] = {"column": "split", "values": ["train", "test"], "method": "time", "order_by": "flight_date"}
AT = {**BY_TIME, "boundary": "2002-01-01"}
GROUPED = {**AT, "groups": ["registration"]}


def test_an_honest_split_passes(tmp_path: Path) -> None:
    measured = ask(QUA014, tmp_path, make_rows(1000))
    assert (measured.measure, measured.findings) == (1, ())


def test_it_finds_a_test_row_that_was_trained_on_whatever_its_type(tmp_path: Path) -> None:
    rows = [{**row, "speed_knots": 120} for row in make_rows(1000)]
    later = [{**rows[0], "strike_id": f"20000{place}", "split": "test", "speed_knots": "120.0"} for place in range(3)]
    measured = ask(QUA014, tmp_path, [*rows, *later])
    assert "train holds the same content as 3 rows of test." in [finding.message for finding in measured.findings]
    assert measured.measure < 1


def test_a_test_row_that_nearly_repeats_one_trained_on_is_told_and_costs_nothing(tmp_path: Path) -> None:
    chance = Random(5)
    told = {name: ["".join(chance.choices(ascii_lowercase, k=9)) for _ in range(1000)] for name in ("pilot", "remarks")}
    rows = [{**row, **{name: cells[at] for name, cells in told.items()}} for at, row in enumerate(make_rows(1000))]
    rows += [{**row, "strike_id": f"{900_000 + at}"} for at, row in enumerate(rows[:3])]
    for place, (column, cell) in enumerate([("speed_knots", None), ("airport", "BSTON LOGAN"), ("species", "Gull")]):
        rows[1000 + place].update({"split": "test", column: cell})
    measured = ask(QUA014, tmp_path, rows, columns=asked_columns({"name": "pilot"}, {"name": "remarks"}))
    near = [(finding.severity, finding.place.rows) for finding in measured.findings if "nearly" in finding.message]
    assert near == [(Severity.WARNING, (1001, 1002, 1003))]


def test_it_finds_rows_that_belong_together_in_both_parts(tmp_path: Path) -> None:
    rows = [{**row, "registration": f"N{place}"} for place, row in enumerate(make_rows(1000))]
    columns = asked_columns({"name": "registration"})
    assert ask(QUA014, tmp_path / "apart", rows, split=GROUPED, columns=columns).measure == 1
    rows[999]["registration"] = "N0"
    (finding,) = ask(QUA014, tmp_path / "together", rows, split=GROUPED, columns=columns).findings
    assert finding.message == "Rows alike in registration lie in both parts, 1 row of them in test."
    assert finding.place.rows == (1000,)


def test_it_finds_what_is_on_the_wrong_side_of_the_boundary(tmp_path: Path) -> None:
    measured = ask(QUA014, tmp_path, with_cells({5: {"split": "test"}}), split=AT)
    (finding,) = measured.findings
    assert (finding.place.rows, finding.place.values, finding.limit) == ((6,), ("1995-01-19",), "2002-01-01")
    assert measured.measure == pytest.approx(1 - 0.001 / 0.05)


@pytest.mark.parametrize("split", [AT, BY_TIME])
def test_a_random_split_is_worth_nothing_where_time_was_asked_for(tmp_path: Path, split: dict[str, Any]) -> None:
    rows = [{**row, "split": "test" if place % 4 == 0 else "train"} for place, row in enumerate(make_rows(1000))]
    assert ask(QUA014, tmp_path, rows, split=split).measure == 0


def test_without_a_boundary_any_cut_in_time_will_do(tmp_path: Path) -> None:
    rows = [{**row, "split": "train" if place < 900 else "test"} for place, row in enumerate(make_rows(1000))]
    assert ask(QUA014, tmp_path, rows, split=BY_TIME).measure == 1


def test_a_time_that_can_not_be_read_counts_in_neither_part(tmp_path: Path) -> None:
    assert ask(QUA014, tmp_path, with_cells({999: {"flight_date": "03/04/1995"}}), split=AT).measure == 1


def test_every_row_belongs_to_a_part(tmp_path: Path) -> None:
    measured = ask(QUA014, tmp_path, with_cells({5: {"split": None}, 6: {"split": "dev"}}))
    assert measured.findings[0].message == "Neither train nor test is written in 2 rows."


@pytest.mark.parametrize(("cell", "told"), [("train", "The part test is empty."), ("dev", "The part train is empty.")])
def test_both_parts_hold_rows(tmp_path: Path, cell: str, told: str) -> None:
    measured = ask(QUA014, tmp_path, [{**row, "split": cell} for row in make_rows()])
    assert (measured.measure, measured.findings[0].message) == (0, told)


def test_without_the_column_there_is_no_split(tmp_path: Path) -> None:
    rows = [{name: cell for name, cell in row.items() if name != "split"} for row in make_rows()]
    assert ask(QUA014, tmp_path, rows).measure == 0
