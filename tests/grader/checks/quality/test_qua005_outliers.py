"""QUA005 finds numbers outside of their range, and warns of numbers out of all proportion."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.checks.quality.qua005_outliers import QUA005
from grader.finding import Severity
from tests.grader.checks.quality.asking import ask, asked_columns, with_cells

NO_RANGE = asked_columns({"name": "speed_knots", "type": "integer", "nullable": True})


def test_a_clean_sample_stays_within_its_ranges(tmp_path: Path) -> None:
    assert ask(QUA005, tmp_path).measure == 1


def test_it_finds_what_lies_outside_of_the_declared_range(tmp_path: Path) -> None:
    measured = ask(QUA005, tmp_path, with_cells({1: {"speed_knots": 351}, 2: {"speed_knots": 350}}))
    (finding,) = measured.findings
    assert finding.message == "speed_knots is to be at least 0 and at most 350 kn; it is not in 1 cell."
    assert finding.place.rows == (2,)
    assert measured.measure == pytest.approx(0.9)


def test_a_placeholder_is_left_to_another_check(tmp_path: Path) -> None:
    assert ask(QUA005, tmp_path, with_cells({1: {"speed_knots": -999}})).findings == ()


def test_without_a_range_it_only_warns(tmp_path: Path) -> None:
    measured = ask(QUA005, tmp_path, with_cells({1: {"speed_knots": 14_000}}), columns=NO_RANGE)
    assert [finding.severity for finding in measured.findings] == [Severity.WARNING]
    assert measured.findings[0].place.values == ("14000",)
    assert measured.measure == 1


def test_without_a_range_it_leaves_the_largest_of_many_alone(tmp_path: Path) -> None:
    assert ask(QUA005, tmp_path, with_cells({1: {"speed_knots": 300}}), columns=NO_RANGE).findings == ()
