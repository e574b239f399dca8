"""QUA003 finds rows that stand in the sample twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.checks.quality.qua003_duplicates import QUA003
from grader.finding import Severity
from tests.grader.checks.quality.asking import ask
from tests.grader.factories import make_rows

ONE_EVENT = {
    "column": "split",
    "values": ["train", "test"],
    "method": "time",
    "order_by": "flight_date",
    "groups": ["flight_date", "airport"],
}


def test_a_clean_sample_repeats_nothing(tmp_path: Path) -> None:
    assert ask(QUA003, tmp_path, make_rows(1000)).measure == 1


def test_it_finds_a_row_that_repeats_another_and_says_which(tmp_path: Path) -> None:
    rows = make_rows(999)
    measured = ask(QUA003, tmp_path, [*rows, rows[6]])
    (finding,) = measured.findings
    assert finding.message == (
        "An earlier row is repeated in every cell by 1 row; the first of them, row 1000 of the sample, repeats row 7."
    )
    assert finding.place.rows == (1000,)
    assert measured.measure == pytest.approx(0.9)


def test_types_make_no_difference(tmp_path: Path) -> None:
    rows = [{**row, "speed_knots": 120} for row in make_rows(200)]
    assert ask(QUA003, tmp_path, [*rows, {**rows[0], "speed_knots": "120.0"}]).findings[0].count == 1


def test_another_key_is_an_error_where_the_brief_says_what_makes_one_event(tmp_path: Path) -> None:
    rows = make_rows(999)
    renumbered = [*rows, {**rows[6], "strike_id": "999999"}]
    measured = ask(QUA003, tmp_path, renumbered, split=ONE_EVENT)
    assert [finding.severity for finding in measured.findings] == [Severity.ERROR]
    assert measured.measure < 1


def test_another_key_is_a_warning_where_two_things_may_be_alike(tmp_path: Path) -> None:
    rows = make_rows(999)
    measured = ask(QUA003, tmp_path, [*rows, {**rows[6], "strike_id": "999999"}])
    assert [finding.severity for finding in measured.findings] == [Severity.WARNING]
    assert measured.measure == 1
