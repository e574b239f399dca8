"""QUA015 tells how far apart the parts of the split lie, and never more than that."""

from __future__ import annotations

from pathlib import Path

from grader.check import NotAsked
from grader.checks.quality.qua015_drift import QUA015
from grader.finding import Severity
from tests.grader.checks.quality.asking import SCHEMA, ask
from tests.grader.factories import Row, hand_in, make_rows


def changed(rows: list[dict[str, object]], column: str, cells: dict[str, object]) -> list[Row]:
    """Rows whose test part has other cells in one column, by what they were."""
    return [
        {**row, column: cells.get(str(row[column]), row[column])} if row["split"] == "test" else row for row in rows
    ]


def test_parts_that_are_alike_yield_nothing(tmp_path: Path) -> None:
    measured = ask(QUA015, tmp_path, make_rows(1000))
    assert (measured.measure, measured.findings) == (1, ())
    assert measured.summary == "Columns that drift from train to test: 0 of 4."


def test_another_unit_in_the_test_part_is_told_by_how_far_it_lies_apart(tmp_path: Path) -> None:
    rows = changed(make_rows(1000), "speed_knots", {str(speed): round(speed * 1.852) for speed in range(80, 240)})
    measured = ask(QUA015, tmp_path, rows)
    (note,) = measured.findings
    assert (note.severity, note.count, measured.measure) == (Severity.NOTE, 1, 1)
    assert note.message.startswith("As parts of other times do, test differs from train in 1 column: speed_knots (D 0.")


def test_other_values_and_more_blanks_are_told_largest_first(tmp_path: Path) -> None:
    fewer = changed(make_rows(1000), "species", {"Killdeer": None})
    rows = changed([dict(row) for row in fewer], "airport", {"MIAMI INTL": "BOSTON LOGAN"})
    (note,) = ask(QUA015, tmp_path, rows).findings
    assert "in 2 columns: airport (V 0." in note.message
    assert note.message.index("airport") < note.message.index("species")


def test_what_nearly_drifts_is_not_told(tmp_path: Path) -> None:
    rows = changed(make_rows(1000), "speed_knots", {str(speed): speed + 5 for speed in range(80, 240)})
    assert ask(QUA015, tmp_path, rows).findings == ()


def test_too_few_rows_or_no_split_are_not_asked(tmp_path: Path) -> None:
    rows = make_rows(1000)
    unsplit: list[Row] = [{name: cell for name, cell in row.items() if name != "split"} for row in rows]
    few: list[Row] = list(rows[:40])
    for place, sample in enumerate((unsplit, few)):
        handed = hand_in(tmp_path / str(place), rows=sample, schema=SCHEMA)
        assert isinstance(QUA015.run(handed.inputs()), NotAsked)
