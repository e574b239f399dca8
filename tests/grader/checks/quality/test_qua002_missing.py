"""QUA002 tells a missing value, and what stands in for one, from honest values."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.checks.quality.qua002_missing import QUA002
from grader.finding import Severity
from tests.grader.checks.quality.asking import ask, with_cells


def test_a_clean_sample_has_nothing_missing(tmp_path: Path) -> None:
    measured = ask(QUA002, tmp_path)
    assert (measured.measure, measured.findings) == (1, ())


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("species", "N/A"),
        ("species", "#REF!"),
        ("species", "null"),
        ("speed_knots", "-999"),
        ("speed_knots", "NA"),
        ("speed_knots", "unknown"),
        ("flight_date", "?"),
        ("airport", None),
        ("airport", "  "),
    ],
)
def test_it_finds_what_is_missing_and_what_stands_in_for_it(tmp_path: Path, column: str, cell: str | None) -> None:
    measured = ask(QUA002, tmp_path, with_cells({4: {column: cell}, 9: {column: cell}}))
    (finding,) = measured.findings
    assert (finding.severity, finding.count) == (Severity.ERROR, 2)
    assert (finding.place.column, finding.place.rows) == (column, (5, 10))
    assert measured.measure == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("column", "cell"),
    [("damage", "None"), ("species", None), ("species", "Unknown bird"), ("species", "NA"), ("speed_knots", "0")],
)
def test_it_leaves_honest_values_alone(tmp_path: Path, column: str, cell: str | None) -> None:
    assert ask(QUA002, tmp_path, with_cells({4: {column: cell}})).findings == ()


def test_a_listed_value_is_never_a_placeholder(tmp_path: Path) -> None:
    assert ask(QUA002, tmp_path, placeholders=["None"]).findings == ()


def test_a_day_far_from_all_others_is_only_a_warning(tmp_path: Path) -> None:
    measured = ask(QUA002, tmp_path, with_cells({4: {"flight_date": "1900-01-01"}}))
    assert [finding.severity for finding in measured.findings] == [Severity.WARNING]
    assert measured.measure == 1


def test_one_row_in_a_hundred_is_the_end_of_it(tmp_path: Path) -> None:
    rows = with_cells({place: {"species": "N/A", "speed_knots": "-999"} for place in range(10)})
    assert ask(QUA002, tmp_path, rows).measure == pytest.approx(0)


def test_it_counts_all_rows_and_shows_twenty(tmp_path: Path) -> None:
    rows = with_cells({place: {"species": "N/A"} for place in range(50)})
    (finding,) = ask(QUA002, tmp_path, rows).findings
    assert (finding.count, len(finding.place.rows)) == (50, 20)


def test_a_column_the_brief_asks_for_is_missing_in_every_row(tmp_path: Path) -> None:
    rows = [{name: cell for name, cell in row.items() if name != "species"} for row in with_cells({})]
    measured = ask(QUA002, tmp_path, rows)
    assert measured.measure == 0
    assert [finding.place.column for finding in measured.findings] == ["species"]
