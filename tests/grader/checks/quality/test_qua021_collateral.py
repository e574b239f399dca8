"""QUA021 counts the good cells that were changed, and the good rows lost beyond what the brief spares."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.answer_key import Equivalent
from grader.check import Measured, Visibility
from grader.checks.quality.qua021_collateral import QUA021
from grader.finding import Severity
from tests.grader.checks.quality.asking import ask, make_defect, make_key
from tests.grader.factories import Row, make_rows

CLEAN = [{**row, "speed_knots": row["speed_knots"] or 100} for row in make_rows(300)]
DEFECTS = [make_defect(CLEAN[place], "airport", str(CLEAN[place]["airport"])) for place in range(10)]
KEY = make_key(CLEAN, *DEFECTS, equivalents=(Equivalent(column="speed_knots", value="100", also=("",)),))


def graded(tmp_path: Path, rows: list[Row], *, minimum_rows: int = 250) -> Measured:
    return ask(QUA021, tmp_path, rows, answer_key=KEY, minimum_rows=minimum_rows)


def changed(*places: int, column: str = "airport", cell: object = "elsewhere") -> list[Row]:
    return [{**row, column: cell} if place in places else row for place, row in enumerate(CLEAN)]


def test_what_is_as_it_was_costs_nothing(tmp_path: Path) -> None:
    measured = graded(tmp_path, list(CLEAN))
    assert (measured.measure, measured.findings) == (1, ())
    assert measured.summary == "Good cells changed: 0 of 1,800; good rows lost: 0; rows from elsewhere: 0."


def test_as_many_good_cells_changed_as_defects_planted_is_a_half(tmp_path: Path) -> None:
    measured = graded(tmp_path, changed(*range(20, 30)))
    assert measured.measure == pytest.approx(0.5)
    assert (measured.findings[0].count, measured.findings[0].place.rows[0]) == (10, 21)


def test_a_planted_cell_is_not_its_business(tmp_path: Path) -> None:
    assert graded(tmp_path, changed(0, 1, 2)).measure == 1


@pytest.mark.parametrize(
    ("column", "cell"),
    [("speed_knots", "100.0"), ("speed_knots", ""), ("flight_date", "{day}T00:00:00")],
)
def test_the_same_number_day_or_equivalent_is_no_change(tmp_path: Path, column: str, cell: str) -> None:
    place = next(place for place, row in enumerate(CLEAN) if place > 20 and row["speed_knots"] == 100)
    rows = changed(place, column=column, cell=cell.format(day=CLEAN[place]["flight_date"]))
    assert graded(tmp_path, rows).measure == 1


def test_filling_a_gap_is_a_change(tmp_path: Path) -> None:
    gap = next(place for place, row in enumerate(CLEAN) if place > 20 and row["species"] is None)
    assert graded(tmp_path, changed(gap, column="species", cell="Killdeer")).measure == pytest.approx(10 / 11)


def test_a_column_left_out_costs_nothing(tmp_path: Path) -> None:
    rows: list[Row] = [{name: cell for name, cell in row.items() if name != "species"} for row in CLEAN]
    assert graded(tmp_path, rows).measure == 1


@pytest.mark.parametrize(("minimum_rows", "measure"), [(250, 1), (270, 10 / 20), (300, 10 / 50)])
def test_good_rows_may_go_as_far_as_the_brief_spares_them(tmp_path: Path, minimum_rows: int, measure: float) -> None:
    measured = graded(tmp_path, list(CLEAN[:260]), minimum_rows=minimum_rows)
    assert measured.measure == pytest.approx(measure)
    assert measured.findings[0].count == 40
    assert measured.findings[0].severity is (Severity.NOTE if measure == 1 else Severity.ERROR)


def test_a_row_that_had_a_defect_is_not_a_good_row(tmp_path: Path) -> None:
    assert graded(tmp_path, list(CLEAN[10:]), minimum_rows=300).measure == 1


def test_a_row_it_does_not_know_counts_like_a_changed_cell(tmp_path: Path) -> None:
    measured = graded(tmp_path, [*CLEAN, {**CLEAN[0], "strike_id": "999999"}])
    assert measured.measure == pytest.approx(10 / 11)
    assert [(finding.severity, finding.place.rows) for finding in measured.findings] == [(Severity.ERROR, (301,))]


def test_rows_from_elsewhere_do_not_make_up_for_those_left_out(tmp_path: Path) -> None:
    short: list[Row] = list(CLEAN[:260])
    padded: list[Row] = [*short, *({**row, "strike_id": f"{900_000 + at}"} for at, row in enumerate(CLEAN[:40]))]
    fewer, more = (graded(tmp_path / str(len(rows)), rows, minimum_rows=270) for rows in (short, padded))
    assert more.measure < fewer.measure


def test_only_reviewers_see_it() -> None:
    assert QUA021.visibility is Visibility.REVIEWERS
