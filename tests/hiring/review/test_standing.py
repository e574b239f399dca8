"""A cohort is drawn whole, compared from five on, and what is notable is what cost most."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from hiring.decisions.queries.cohorts import FEWEST, CohortFigures
from hiring.grading.reading import read
from hiring.review.standing import compare, counts_of, notable, tally
from tests.hiring.review.making import report_of

shares = st.floats(0, 1)
ROUNDING = 1e-9


@given(st.lists(st.floats(0, 100), max_size=50))
def test_everyone_of_a_cohort_is_in_one_bin(scores: list[float]) -> None:
    assert sum(counts_of(scores)) == len(scores)


@given(st.lists(shares, max_size=30))
def test_the_middle_half_lies_within_the_cohort_or_is_not_drawn(found: list[float]) -> None:
    middle = CohortFigures(scores=(), shares={"quality": tuple(found)}).middle_half("quality")
    if len(found) < FEWEST:
        assert middle is None
    else:
        assert middle is not None
        assert min(found) - ROUNDING <= middle[0] <= middle[1] + ROUNDING <= max(found) + 2 * ROUNDING


def test_a_criterion_nobody_earned_in_is_not_compared() -> None:
    reading = read(report_of({"SCH006": 1.0}))
    figures = CohortFigures(scores=(), shares={"schema": (0.1,) * 9, "quality": (0.1,) * 9})
    middles = {one.part.id: one.middle for one in compare(reading, figures)}
    assert middles["schema"] == pytest.approx((1, 1))
    assert middles["quality"] is None


def test_what_cost_most_is_notable_and_else_what_weighs_most() -> None:
    reading = read(report_of({"QUA002": 0.9, "QUA003": 0.2, "QUA005": 1.0}))
    assert notable([*reading.to_mend, *reading.rest]) == "Summary of QUA003. "
    assert notable(reading.rest) == "Summary of QUA005. "
    assert notable([]) == "Nothing could be asked here."


def test_endings_are_counted_in_words() -> None:
    reading = read(report_of({"SCH006": 1.0, "QUA002": 1.0, "QUA003": 0.2}))
    assert tally(reading.rest) == "2 passed"
