"""QUA009 counts the rows that carry a label of the brief."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.checks.quality.qua009_label_coverage import QUA009
from grader.finding import Severity
from tests.grader.checks.quality.asking import ask, with_cells
from tests.grader.factories import make_rows


def test_none_is_a_label_where_the_brief_lists_it(tmp_path: Path) -> None:
    rows = [{**row, "damage": "None"} for row in make_rows()]
    measured = ask(QUA009, tmp_path, rows)
    assert measured.measure == 1
    assert measured.summary == "100.0% of the rows carry a label; the brief asks for 98.0%."


def test_an_empty_label_is_honest_while_enough_rows_have_one(tmp_path: Path) -> None:
    measured = ask(QUA009, tmp_path, with_cells({3: {"damage": None}}))
    assert measured.measure == 1
    assert [(finding.severity, finding.place.rows) for finding in measured.findings] == [(Severity.NOTE, (4,))]


@pytest.mark.parametrize("cell", ["B", "none", "Major", "0"])
def test_another_value_is_no_label(tmp_path: Path, cell: str) -> None:
    measured = ask(QUA009, tmp_path, with_cells({place: {"damage": cell} for place in range(500)}))
    assert measured.measure == pytest.approx(0.5 / 0.98)
    assert measured.findings[0].message == f"No label of the brief: “{cell}”."
    assert measured.findings[0].count == 500


def test_just_enough_is_enough_and_just_too_few_costs_little(tmp_path: Path) -> None:
    missing = {place: {"damage": None} for place in range(21)}
    assert ask(QUA009, tmp_path / "few", with_cells(missing)).measure == pytest.approx(0.979 / 0.98)
    missing.pop(20)
    assert ask(QUA009, tmp_path / "enough", with_cells(missing)).measure == 1


def test_without_the_column_no_row_carries_a_label(tmp_path: Path) -> None:
    rows = [{name: cell for name, cell in row.items() if name != "damage"} for row in make_rows()]
    measured = ask(QUA009, tmp_path, rows)
    assert measured.measure == 0
    assert "damage" in measured.findings[0].message
