"""A report is read in the rubric's points, the dearest fault first, each cause once, and nobody blamed for ours."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.template.loader import render_to_string
from hypothesis import given, strategies as st

from grader.errors import Unreadable
from grader.families import Visibility
from grader.finding import found
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
def test_points_of_checks_add_up_to_those_of_criteria_and_what_was_lost_to_the_score(
    graded: list[tuple[str, float]],
) -> None:
    reading = read(report_of(*(outcome(f"QUA{i:03}", criterion, m) for i, (criterion, m) in enumerate(graded))))
    assert reading.score is not None
    for part in reading.criteria:
        own = [line for line in reading.lines if line.criterion == part.id]
        assert part.points == pytest.approx(sum(line.points for line in own), abs=0.0001)
        assert part.of == sum(line.of for line in own)
    assert 100 - sum(line.lost for line in reading.lines) == pytest.approx(reading.score.value, abs=0.101)
    assert [part.share for part in reading.criteria] == [30, 50, 20]


def test_what_cost_most_comes_first() -> None:
    reading = read(report_of(outcome("QUA001", measure=0.9), outcome("QUA002", measure=0.1), outcome("QUA003")))
    assert [line.code for line in reading.to_mend] == ["QUA002", "QUA001"]
    assert [line.code for line in reading.rest] == ["QUA003"]
    assert (reading.passed, reading.shown, reading.unanswered) == (1, 3, 0)


def missing(code: str, cause: str, blame: Blame = Blame.BUNDLE) -> Outcome:
    of = 4.0 if blame is Blame.BUNDLE else 0.0
    return outcome(code, measure=None, status=Status.SKIPPED, blame=blame, cause=cause, of=of)


def test_checks_that_one_cause_kept_from_being_asked_are_gathered_under_it() -> None:
    reading = read(
        report_of(
            outcome("QUA001", measure=0.4),
            missing("QUA002", "The bundle holds no schema.json."),
            missing("QUA003", "QUA002 was skipped: The bundle holds no schema.json."),
            missing("QUA005", "No trail.json was given.", Blame.INPUTS),
            missing("QUA006", "The bundle holds no DATACARD.md."),
        )
    )
    (cause,) = reading.unasked
    assert (cause.said, cause.of_bundle, cause.of) == ("The bundle holds no schema.json.", True, 8)
    assert [line.code for line in cause.lines] == ["QUA002", "QUA003"]
    assert [line.code for line in reading.to_mend] == ["QUA006", "QUA001"]
    assert [line.code for line in reading.rest] == ["QUA005"]
    assert (reading.passed, reading.shown, reading.unanswered) == (0, 5, 4)
    assert len(reading.lines) == 5


def test_what_others_wait_for_comes_before_what_cost_more() -> None:
    reading = read(
        report_of(
            outcome("QUA001", measure=0.5),
            outcome("QUA002", measure=0.6),
            missing("QUA003", "QUA002 failed: The bundle has no manifest."),
        )
    )
    assert [line.code for line in reading.to_mend] == ["QUA002", "QUA003", "QUA001"]


def test_what_could_not_be_read_is_told_once() -> None:
    refusal = Unreadable("It is not JSON.", file="lineage.jsonl", remedy="Write valid JSON.")
    other = Unreadable("It is too long.", file="answers.md", remedy="Shorten it.")
    causes = [missing("PIP001", str(refusal)), missing("PIP002", str(refusal))]
    report = replace(report_of(outcome("QUA001"), *causes), unread=(found(refusal), found(other)))
    reading = read(report)
    assert [cause.said for cause in reading.unasked] == [str(refusal)]
    assert reading.unread == (found(other),)


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


def test_a_check_without_points_says_why_unless_its_word_does() -> None:
    not_weighed = outcome("QUA009", criterion=None, of=0.0, points=0.0)
    left_out = missing("QUA010", "No trail.json was given.", Blame.INPUTS)
    hidden = outcome("QUA020", measure=None, status=Status.HIDDEN, of=0.0)
    lines = read(report_of(outcome("QUA001"), not_weighed, left_out, hidden)).rest
    assert [line.instead for line in lines] == ["", "not weighed here", "left out", ""]
    assert [line.counts for line in lines] == [True, False, False, False]


def test_a_criterion_says_what_of_it_is_hidden() -> None:
    reading = read(report_of(outcome("QUA001"), outcome("QUA020", measure=None, status=Status.HIDDEN, of=0.0)))
    parts = {part.id: part for part in reading.criteria}
    assert (parts["quality"].points, parts["quality"].of, parts["quality"].hidden) == (4, 4, ("QUA020",))
    assert [line.code for line in reading.hidden] == ["QUA020"]


def test_a_criterion_says_what_of_it_was_not_asked_and_costs_nothing() -> None:
    costs_nothing = missing("QUA010", "No trail.json was given.", Blame.INPUTS)
    costs_its_points = missing("QUA011", "No labels.json is in the bundle.")
    reading = read(report_of(outcome("QUA001"), costs_nothing, costs_its_points))
    parts = {part.id: part for part in reading.criteria}
    assert (parts["quality"].of, parts["quality"].unasked) == (8, ("QUA010",))
    assert "without QUA010, not asked" in render_to_string("parts/criteria.html", {"criteria": reading.criteria})


def test_a_criterion_with_nothing_weighed_has_no_points() -> None:
    parts = {part.id: part for part in read(report_of(outcome("QUA001", measure=0.5))).criteria}
    assert (parts["quality"].points, parts["quality"].of) == (2, 4)
    assert (parts["pipeline"].points, parts["pipeline"].of) == (0, 0)
