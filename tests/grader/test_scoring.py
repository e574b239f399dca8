"""The score is exact, falls nowhere off a cliff, and leaves out what could not be asked."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from grader.rubric import Rubric
from grader.scoring import Graded, Weight, score_criteria, score_whole, usual_rubric, weighed_in, weights_of
from tests.grader.factories import make_rubric

SHARES = st.floats(0, 1, allow_subnormal=False).map(lambda share: round(share, 6))


def weight(name: str, weight: float = 1) -> Weight:
    return Weight(id=name, title=name.title(), family="schema", weight=weight)


def graded(
    criterion: str | None, measure: float, *, of: float = 1, interval: tuple[float, float] | None = None
) -> Graded:
    return Graded(criterion=criterion, measure=measure, interval=interval, of=of)


def value(weights: list[Weight], checks: list[Graded]) -> float:
    score = score_whole(weights, checks, pass_mark=65)
    assert score is not None
    return score.value


def test_criteria_are_averaged_by_weight_and_checks_by_points() -> None:
    checks = [graded("a", 1, of=3), graded("a", 0, of=1), graded("b", 0.5)]
    assert value([weight("a", 30), weight("b", 10)], checks) == 68.8  # 75 × 3/4 + 50 × 1/4 = 68.75, half to even


def test_a_half_is_rounded_to_the_even_side_by_its_exact_value() -> None:
    assert value([weight("a")], [graded("a", 0.5), graded("a", 0.001)]) == 25.0
    assert value([weight("a")], [graded("a", 0.5), graded("a", 0.003)]) == 25.2
    assert value([weight("a")], [graded("a", 0.250501)]) == 25.1


def test_what_was_not_asked_leaves_the_score_alone() -> None:
    asked = [graded("a", 0.8), graded("b", 0.4)]
    weights = [weight("a", 2), weight("b", 1), weight("c", 50)]
    assert value(weights, asked) == value(
        weights, [*asked, graded("a", 0, of=0), graded("c", 0, of=0), graded(None, 0)]
    )


def test_there_is_no_score_where_nothing_counts() -> None:
    assert score_whole([weight("a")], [graded("a", 1, of=0)], pass_mark=65) is None


@given(measures=st.lists(SHARES, min_size=1, max_size=12), better=st.integers(0, 11), by=SHARES)
def test_a_better_measure_never_lowers_the_score(measures: list[float], better: int, by: float) -> None:
    place = better % len(measures)
    raised = [*measures[:place], max(by, measures[place]), *measures[place + 1 :]]
    before, after = (value([weight("a")], [graded("a", one) for one in some]) for some in (measures, raised))
    assert after >= before


@given(checks=st.lists(st.tuples(st.sampled_from("ab"), SHARES, SHARES, SHARES), min_size=1, max_size=8))
def test_the_interval_holds_the_value_and_stays_within_the_hundred(
    checks: list[tuple[str, float, float, float]],
) -> None:
    asked = []
    for criterion, *shares in checks:
        low, measure, high = sorted(shares)
        asked.append(graded(criterion, measure, interval=(low, high)))
    score = score_whole([weight("a", 3), weight("b", 1)], asked, pass_mark=65)
    assert score is not None
    assert 0 <= score.low <= score.value <= score.high <= 100


def test_an_interval_narrows_as_it_is_weighed_down() -> None:
    sampled = graded("a", 0.8, interval=(0.7, 0.85))
    alone = score_whole([weight("a")], [sampled], pass_mark=65)
    beside = score_whole([weight("a")], [sampled, graded("a", 0.8, of=3)], pass_mark=65)
    assert alone is not None
    assert beside is not None
    assert (alone.low, alone.high) == (70.0, 85.0)
    assert (beside.low, beside.high) == (77.5, 81.2)


def test_intervals_of_several_checks_add_up_however_they_go_together() -> None:
    two = [graded("a", 0.8, interval=(0.7, 0.9)), graded("a", 0.6, interval=(0.5, 0.6))]
    score = score_whole([weight("a")], two, pass_mark=65)
    assert score is not None
    assert (score.value, score.low, score.high) == (70.0, 60.0, 75.0)


@pytest.mark.parametrize(("measure", "shown"), [(1, 100.0), (0.9996, 99.9), (0.999999, 99.9), (0.9994, 99.9)])
def test_not_quite_all_never_reads_as_all(measure: float, shown: float) -> None:
    assert value([weight("a")], [graded("a", measure)]) == shown


def test_a_score_says_on_how_many_of_the_points_it_stands() -> None:
    checks = [graded("a", 1, of=3), Graded(criterion="a", measure=0, interval=None, of=0, left_out=1), graded("b", 0)]
    score = score_whole([weight("a", 40), weight("b", 60), weight("c", 9)], checks, pass_mark=65)
    assert score is not None
    assert (score.value, score.asked) == (40.0, 90.0)


def test_points_are_added_up_by_criterion() -> None:
    (first, second) = score_criteria([weight("a"), weight("b")], [graded("a", 0.1, of=3), graded("a", 0.2, of=3)])
    assert (first.points, first.of) == (0.9, 6.0)
    assert (second.points, second.of) == (0.0, 0.0)


def test_a_rubric_says_where_each_check_counts() -> None:
    rubric = Rubric.parse(make_rubric())
    assert weighed_in(rubric)["SCH006"] == ("schema", 1)
    assert [one.weight for one in weights_of(rubric)] == [20, 35, 20, 25]


def test_without_a_rubric_every_family_counts_as_the_usual_one_says() -> None:
    rubric = usual_rubric([("SCH001", "schema"), ("PIP001", "pipeline"), ("SCH002", "schema")])
    assert [(one.id, one.weight, [check.code for check in one.checks]) for one in rubric.criteria] == [
        ("schema", 20, ["SCH001", "SCH002"]),
        ("pipeline", 25, ["PIP001"]),
    ]


@given(st.lists(SHARES, min_size=1, max_size=9))
def test_the_score_is_the_exact_mean_rounded_once(measures: list[float]) -> None:
    exact = sum((Fraction(str(one)) for one in measures), Fraction(0)) / len(measures) * 100
    rounded = round(exact * 10) / 10 if exact == 100 else min(round(exact * 10) / 10, 99.9)
    assert json.dumps(value([weight("a")], [graded("a", one) for one in measures])) == json.dumps(rounded)
