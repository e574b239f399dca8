"""QUA008 finds values that are one slip away from a frequent one of their column."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.checks.quality.qua008_typos import QUA008
from grader.finding import Severity
from tests.grader.checks.quality.asking import ask, asked_columns, with_cells


def test_a_clean_sample_is_spelt_right(tmp_path: Path) -> None:
    measured = ask(QUA008, tmp_path)
    assert (measured.measure, measured.findings) == (1, ())


def test_it_finds_a_slip_and_says_what_was_meant(tmp_path: Path) -> None:
    measured = ask(QUA008, tmp_path, with_cells({7: {"airport": "DENVER INTTL"}}))
    (finding,) = measured.findings
    assert finding.message == "Slips of the hand in 1 cell of airport: “DENVER INTTL”."
    assert finding.fix == "Spell it like the frequent value: “DENVER INTL”."
    assert finding.place.rows == (8,)
    assert measured.measure == pytest.approx(0.9)


def test_a_column_the_brief_does_not_know_only_gets_a_warning(tmp_path: Path) -> None:
    rows = [
        {**row, "operator": "DELTA AIR LINES" if place else "DELTA AIR LINS"}
        for place, row in enumerate(with_cells({}))
    ]
    measured = ask(QUA008, tmp_path, rows)
    assert [finding.severity for finding in measured.findings] == [Severity.WARNING]
    assert measured.measure == 1


def test_a_listed_value_is_left_to_another_check(tmp_path: Path) -> None:
    columns = asked_columns(
        {"name": "airport", "enum": ["DENVER INTL", "BOSTON LOGAN", "MIAMI INTL", "SEATTLE TACOMA"]}
    )
    assert ask(QUA008, tmp_path, with_cells({7: {"airport": "DENVER INTTL"}}), columns=columns).findings == ()
