"""The flagship's weights: form alone does not pass, nor do invented rows, and padding with them never pays."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings, strategies as st

from grader.answer_key import AnswerKey
from grader.catalogue import CHECKS
from grader.families import Family, Visibility
from grader.gate import run_gate
from grader.rubric import Rubric
from grader.scoring import Graded, Score, score_whole, weighed_in, weights_of
from tests.grader.checks.quality.asking import make_defect, make_key
from tests.grader.factories import Row, hand_in, make_rows

DOCUMENT = (Path(__file__).parents[2] / "library" / "wildlife_strikes" / "rubric.json").read_bytes()
RUBRIC = Rubric.parse(DOCUMENT)
FAMILIES = {check.code: check.family for check in CHECKS}
NEED_THE_KEY = {check.code for check in CHECKS if "answer_key" in check.needs}

CLEAN = make_rows(200)
KEY = make_key(CLEAN, *(make_defect(row, "airport", str(row["airport"])) for row in CLEAN[:20]))


def score_without(*lost: str, measures: Mapping[str, float] | None = None) -> float:
    """Return the score of a bundle that is perfect but for some checks, which bring nothing or what is told."""
    told = dict.fromkeys(lost, 0.0) | dict(measures or {})
    graded = [
        Graded(criterion=criterion, measure=told.get(code, 1.0), interval=None, of=points)
        for code, (criterion, points) in weighed_in(RUBRIC).items()
    ]
    return value(score_whole(weights_of(RUBRIC), graded, pass_mark=RUBRIC.pass_mark))


def value(score: Score | None) -> float:
    assert score is not None
    return score.value


def of(*families: Family) -> Collection[str]:
    return [code for code, family in FAMILIES.items() if family in families]


def graded(rows: list[Row], *, key: AnswerKey = KEY) -> float:
    """Return the score that reviewers see of a bundle with these rows."""
    with TemporaryDirectory() as folder:
        handed = hand_in(Path(folder), rows=rows, rubric=DOCUMENT)
        return value(run_gate(handed.inputs(answer_key=key.to_json()), audience=Visibility.REVIEWERS).score)


def invented(count: int) -> list[Row]:
    return [{**row, "strike_id": f"{900_000 + at}"} for at, row in enumerate(make_rows(count, seed=11))]


def test_every_check_is_weighed_and_the_points_are_those_of_the_hundred() -> None:
    assert set(weighed_in(RUBRIC)) == {check.code for check in CHECKS if check.weighed}
    for criterion in RUBRIC.criteria:
        assert sum(check.points for check in criterion.checks) == criterion.weight
    assert sum(criterion.weight for criterion in RUBRIC.criteria) == 100


def test_form_without_data_does_not_pass() -> None:
    assert score_without(*of(Family.QUALITY)) < RUBRIC.pass_mark - 30


def test_what_looks_right_and_is_not_of_the_listing_fails_by_far() -> None:
    assert score_without(*NEED_THE_KEY) <= RUBRIC.pass_mark - 15


def test_a_leak_and_a_random_split_take_little_else_to_fail() -> None:
    assert score_without("QUA013", "QUA014", measures={"QUA020": 0.6}) < RUBRIC.pass_mark


def test_one_fault_alone_does_not_fail_unless_nothing_is_repaired() -> None:
    fatal = {code for code in FAMILIES if score_without(code) < RUBRIC.pass_mark}
    assert fatal == {"QUA020"}


def test_invented_rows_in_a_bundle_without_another_fault_do_not_pass() -> None:
    assert graded(list(CLEAN)) == 100
    assert graded(invented(200)) < RUBRIC.pass_mark - 15


@pytest.mark.parametrize("every", [1, 3])
@settings(max_examples=6, deadline=None)
@given(count=st.integers(1, 400))
def test_padding_a_sample_with_invented_rows_never_pays(every: int, count: int) -> None:
    rows: list[Row] = [{**row, "airport": "" if at % 9 else row["airport"]} for at, row in enumerate(CLEAN[::every])]
    assert graded([*rows, *invented(count)]) <= graded(rows)
