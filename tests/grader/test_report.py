"""A report is one canonical document, read back as it was written."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from grader.answer import Answer
from grader.errors import Unreadable
from grader.families import Visibility
from grader.finding import Finding, Place, Severity
from grader.gate import run_gate
from grader.report import (
    Blame,
    Outcome,
    Report,
    Status,
    adds_up,
    compose_report,
    parse_report,
    public_part,
    to_json,
)
from grader.scoring import Weight
from tests.grader.factories import hand_in, make_rows

SHARES = st.floats(0, 1, allow_subnormal=False).map(lambda share: round(share, 6))
FINDINGS = st.builds(
    Finding,
    severity=st.sampled_from(Severity),
    message=st.text(),
    fix=st.text(),
    count=st.integers(0, 10**9),
    limit=st.none() | st.text(),
    place=st.builds(
        Place,
        file=st.none() | st.sampled_from(["data/a.csv", "answer_key.json"]),
        column=st.none() | st.text(),
        rows=st.lists(st.integers(1, 10**6), max_size=3).map(tuple),
        values=st.lists(st.text(), max_size=3).map(tuple),
        pointer=st.none() | st.text(),
        entries=st.lists(st.integers(1, 99), max_size=3).map(tuple),
        key=st.lists(st.text(), max_size=2).map(tuple),
        keys=st.lists(st.lists(st.text(), max_size=2).map(tuple), max_size=3).map(tuple),
    ),
)
ANSWERS = st.builds(
    Answer, id=st.text(), question=st.text(), reply=st.text(), unshown=st.integers(0, 10**6), withheld=st.text()
)


@st.composite
def outcomes(draw: st.DrawFn) -> Outcome:
    measured = draw(st.booleans())
    measure = draw(SHARES) if measured else None
    of = draw(st.sampled_from([0.0, 1.0, 2.5]))
    status = draw(st.sampled_from([Status.PASSED, Status.FAILED] if measured else [Status.SKIPPED, Status.CRASHED]))
    return Outcome(
        code=f"SCH{draw(st.integers(100, 999))}",
        family="schema",
        title=draw(st.text(max_size=9)),
        status=status,
        visibility=draw(st.sampled_from(Visibility)),
        criterion=draw(st.sampled_from(["a", "b", None])),
        measure=measure,
        interval=(0.0, 1.0) if measured and draw(st.booleans()) else None,
        points=round((measure or 0) * of, 6),
        of=of,
        summary=draw(st.text(max_size=9)),
        cause=draw(st.text(max_size=9)),
        blame=None if measured else draw(st.sampled_from(Blame)),
        findings=tuple(draw(st.lists(FINDINGS, max_size=2))),
        unshown=draw(st.integers(0, 5)),
    )


@st.composite
def reports(draw: st.DrawFn) -> Report:
    return compose_report(
        grader="0.1.0",
        inputs=dict.fromkeys(draw(st.sets(st.sampled_from(["bundle", "answer_key"]))), f"sha256:{'0' * 64}"),
        outcomes=tuple(draw(st.lists(outcomes(), max_size=5))),
        weights=tuple(Weight(id=name, title=name, family="schema", weight=draw(st.integers(1, 9))) for name in "ab"),
        pass_mark=65,
        not_scored=draw(st.none() | st.just("Not scored.")),
        unread=tuple(draw(st.lists(FINDINGS, max_size=2))),
        answers=tuple(draw(st.lists(ANSWERS, max_size=2))),
    )


@given(reports())
def test_a_report_is_read_back_as_it_was_written(report: Report) -> None:
    written = to_json(report)
    assert parse_report(written) == report
    assert to_json(parse_report(written)) == written


@given(reports())
def test_a_report_adds_up_and_its_public_part_too(report: Report) -> None:
    assert adds_up(report)
    assert adds_up(public_part(report))


@given(reports())
def test_the_public_part_of_a_public_part_is_itself(report: Report) -> None:
    assert public_part(public_part(report)) == public_part(report)


@given(reports())
def test_nothing_that_is_hidden_is_in_the_public_part(report: Report) -> None:
    public = public_part(report)
    for whole, shown in zip(report.outcomes, public.outcomes, strict=True):
        if whole.visibility is not Visibility.PUBLIC:
            assert (shown.measure, shown.findings, shown.points, shown.of, shown.summary) == (None, (), 0, 0, "")
    assert "answer_key" not in public.inputs
    assert all(finding.place.file != "answer_key.json" for finding in public.unread)


@given(report=reports(), other=SHARES)
def test_hidden_measures_do_not_move_the_public_score(report: Report, other: float) -> None:
    changed = tuple(
        one if one.visibility is Visibility.PUBLIC or one.measure is None else replace(one, measure=other)
        for one in report.outcomes
    )
    assert to_json(public_part(replace(report, outcomes=changed))) == to_json(public_part(report))


def test_a_real_report_is_in_its_published_format(tmp_path: Path) -> None:
    rows = make_rows()
    rows[3]["damage"] = "B"
    report = run_gate(hand_in(tmp_path, rows=rows).inputs())
    assert parse_report(to_json(report)) == report


def test_a_report_from_before_answers_and_keys_is_still_read(tmp_path: Path) -> None:
    rows = make_rows()
    rows[3]["damage"] = "B"
    document = json.loads(to_json(run_gate(hand_in(tmp_path, rows=rows).inputs())))
    assert document.pop("answers")
    places = [finding["place"] for outcome in document["outcomes"] for finding in outcome["findings"]]
    assert [key for place in places for key in (place.pop("key"), place.pop("keys")) if key]
    report = parse_report(json.dumps(document).encode())
    assert report.answers == ()
    assert not [finding for outcome in report.outcomes for finding in outcome.findings if finding.place.keys]
    assert adds_up(report)


@given(reports())
def test_the_public_part_has_the_same_answers(report: Report) -> None:
    assert public_part(report).answers == report.answers


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"score": {"value": 101, "low": 0, "high": 100, "pass_mark": 65}},
        {"surprise": 1},
        {"outcomes": [{"code": "SCH001"}]},
        {"inputs": {"bundle": "md5:0"}},
    ],
)
def test_what_is_not_a_report_is_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    document = json.loads(to_json(run_gate(hand_in(tmp_path).inputs(), only={"SCH001"})))
    with pytest.raises(Unreadable, match="report"):
        parse_report(json.dumps({**document, **change}).encode())
