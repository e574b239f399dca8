"""QUA001 holds the number of rows against the brief."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.checks.quality.qua001_sample_size import QUA001
from tests.grader.checks.quality.asking import ask
from tests.grader.factories import make_rows


@pytest.mark.parametrize(("rows", "measure"), [(100, 1), (240, 1), (300, 1), (99, 0.99), (50, 0.5), (400, 0.75)])
def test_it_measures_by_how_far_the_limits_are_missed(tmp_path: Path, rows: int, measure: float) -> None:
    measured = ask(QUA001, tmp_path, make_rows(rows), minimum_rows=100, maximum_rows=300)
    assert measured.measure == measure
    assert len(measured.findings) == (measure < 1)


def test_it_names_the_limit_that_was_missed(tmp_path: Path) -> None:
    measured = ask(QUA001, tmp_path, make_rows(50))
    assert measured.summary == "The sample has 50 rows; the brief asks for 100 to 10,000."
    assert measured.findings[0].limit == "100 rows"
