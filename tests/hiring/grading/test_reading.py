"""A report is read as points of a hundred that add up, the dearest fault first, and nobody blamed for ours."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from grader.families import Visibility
from grader.report import Blame, Outcome, Report, Status, compose_report
from grader.scoring import Weight
from hiring.grading.reading import read

WEIGHTS = (
    Weight(id="schema", title="Schema", family="schema", weight=30),
    Weight(id="quality", title="Quality", family="quality", weight=50),
    Weight(id="pipeline", title="Pipeline", family="pipeline", weight=20),
)


def outcome(code: str, criterion: str | None = "quality", measure: float | None = 1.0, **changes: object) -> Outcome:
    status = Status.PASSED if measure == 1 else Status.FAILED
    facts = {"status": status, "of": 4.0, "points": 4.0 * (measure or 0), **changes}
    return Outcome(
        code=code,
        family="quality",
        title=f"Title of {code}",
        visibility=Visibility.PUBLIC,
        criterion=criterion,
        measure=measure,
        **facts,  # type: ignore[arg-type]
    )


def report_of(*outcomes: Outcome) -> Report:
    return compose_report(
        grader="1", inputs={}, outcomes=outcomes, weights=WEIGHTS, pass_mark=60, not_scored=None, unread=()
    )


@given(
    st.lists(st.tuples(st.sampled_from(["schema", "quality", "pipeline"]), st.floats(0, 1)), min_size=1, max_size=12)
)
def test_points_of_checks_and_of_criteria_add_up_to_the_score(graded: list[tuple[str, float]]) -> None:
    reading = read(report_of(*(outcome(f"QUA{i:03}", criterion, m) for i, (criterion, m) in enumerate(graded))))
    assert reading.score is not None
    checks = sum(line.points for line in (*reading.to_mend, *reading.rest))
    assert checks == pytest.approx(sum(part.points for part in reading.criteria), abs=0.01)
    assert checks == pytest.approx(reading.score.value, abs=0.051)
    assert sum(part.of for part in reading.criteria) == pytest.approx(100)


def test_what_cost_most_comes_first() -> None:
    reading = read(report_of(outcome("QUA001", measure=0.9), outcome("QUA002", measure=0.1), outcome("QUA003")))
    assert [line.code for line in reading.to_mend] == ["QUA002", "QUA001"]
    assert [line.code for line in reading.rest] == ["QUA003"]
    assert (reading.passed, reading.shown) == (1, 3)


@pytest.mark.parametrize(
    ("changes", "word", "tone", "mend"),
    [
        ({}, "passed", "good", False),
        ({"measure": 0.4}, "partly", "warn", True),
        ({"measure": 0.0}, "failed", "bad", True),
        ({"measure": None, "status": Status.SKIPPED, "blame": Blame.BUNDLE}, "missing", "bad", True),
        ({"measure": None, "status": Status.SKIPPED, "blame": Blame.INPUTS, "of": 0.0}, "not asked", "", False),
        (
            {"measure": None, "status": Status.CRASHED, "blame": Blame.US, "of": 0.0},
            "our side, no points lost",
            "",
            False,
        ),
        ({"measure": None, "status": Status.HIDDEN, "of": 0.0}, "hidden", "", False),
    ],
)
def test_every_outcome_has_its_word(changes: dict[str, object], word: str, tone: str, mend: bool) -> None:
    reading = read(report_of(outcome("QUA001", **changes)))  # type: ignore[arg-type]
    (line,) = reading.to_mend if mend else reading.rest
    assert (line.word, line.tone) == (word, tone)


def test_a_check_that_is_not_weighed_has_no_points() -> None:
    (line,) = read(report_of(outcome("QUA001"), outcome("QUA009", criterion=None, of=0.0, points=0.0))).rest[1:]
    assert not line.counts


def test_a_criterion_with_nothing_weighed_stands_for_nothing() -> None:
    parts = {part.id: part for part in read(report_of(outcome("QUA001", measure=0.5))).criteria}
    assert (parts["quality"].points, parts["quality"].of) == (50, 100)
    assert (parts["pipeline"].points, parts["pipeline"].of) == (0, 0)
