"""QUA006 finds values that are written otherwise than the rest of their column."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.checks.quality.qua006_formats import QUA006
from grader.finding import Severity
from tests.grader.checks.quality.asking import ask, asked_columns, with_cells


def test_a_clean_sample_is_written_in_one_way(tmp_path: Path) -> None:
    measured = ask(QUA006, tmp_path)
    assert (measured.measure, measured.findings) == (1, ())


@pytest.mark.parametrize(
    ("column", "cell", "told"),
    [
        ("flight_date", "31/12/1999", "Another form of date"),
        ("flight_date", "31 Dec 1999", "Another form of date"),
        ("flight_date", "1999-12-31T10:00:00Z", "Another form of date"),
        ("flight_date", "1999-02-30", "A day that no calendar has"),
        ("flight_date", "last week", "Something that is no date"),
        ("speed_knots", "140 kn", "A number with a unit"),
        ("speed_knots", "1,400", "A number with a unit"),
        ("speed_knots", "fast", "Something that is no number"),
        ("airport", "DENVER INTL ", "Needless white space"),
        ("airport", "DENVER\u00a0INTL", "Needless white space"),
        ("airport", "Denver Intl", "A second spelling"),
        ("airport", "S\u00c3\u00a3o Paulo", "Broken characters"),
        ("split", "TRAIN", "A second spelling"),
        ("split", "dev", "A value that the brief does not list"),
        ("strike_id", "12345", "A value that departs from the pattern"),
    ],
)
def test_it_finds_what_departs_from_the_brief(tmp_path: Path, column: str, cell: str, told: str) -> None:
    measured = ask(QUA006, tmp_path, with_cells({7: {column: cell}}))
    (finding,) = measured.findings
    assert finding.message.startswith(told)
    assert (finding.severity, finding.place.column, finding.place.rows) == (Severity.ERROR, column, (8,))
    assert measured.measure == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("column", "cell"),
    [("species", "N/A"), ("damage", "Major"), ("airport", "O'HARE"), ("species", "Short-eared owl"), ("species", None)],
)
def test_it_leaves_to_others_what_is_theirs(tmp_path: Path, column: str, cell: str | None) -> None:
    assert ask(QUA006, tmp_path, with_cells({7: {column: cell}})).findings == ()


def test_a_hyphen_more_or_less_is_only_a_warning(tmp_path: Path) -> None:
    measured = ask(QUA006, tmp_path, with_cells({7: {"airport": "DENVER-INTL"}}))
    assert [finding.severity for finding in measured.findings] == [Severity.WARNING]
    assert "“DENVER INTL”" in measured.findings[0].fix


def test_columns_the_brief_does_not_know_only_get_warnings(tmp_path: Path) -> None:
    rows = [
        {**row, "weight": f"{place % 90} kg" if place < 3 else place % 90} for place, row in enumerate(with_cells({}))
    ]
    measured = ask(QUA006, tmp_path, rows)
    assert [(finding.severity, finding.count) for finding in measured.findings] == [(Severity.WARNING, 3)]
    assert measured.measure == 1


def test_a_date_is_held_to_the_declared_form(tmp_path: Path) -> None:
    rows = [{**row, "flight_date": "31.12.1999"} for row in with_cells({})]
    assert ask(QUA006, tmp_path / "kept", rows, formats={"flight_date": {"date": "%d.%m.%Y"}}).measure == 1
    rows[3]["flight_date"] = "1.12.1999"
    (finding,) = ask(QUA006, tmp_path / "broken", rows, formats={"flight_date": {"date": "%d.%m.%Y"}}).findings
    assert (finding.count, finding.fix[:40]) == (1, "Write every date like 31.12.2001; where ")


def test_a_pattern_that_can_not_be_tried_says_nothing(tmp_path: Path) -> None:
    columns = asked_columns({"name": "airport", "pattern": "^(?!X)"})
    assert ask(QUA006, tmp_path, columns=columns).findings == ()
