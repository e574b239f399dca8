"""A report says the same in every form, and nothing in it can act on whoever shows it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from markdown_it import MarkdownIt

from grader.answer import Answer
from grader.finding import Finding, Place, Severity
from grader.gate import run_gate
from grader.render.junit import render_junit
from grader.render.markdown import render_markdown
from grader.render.plain import where
from grader.render.sarif import render_sarif
from grader.render.text import render_text
from grader.report import Blame, Outcome, Report, Status, to_json
from grader.scoring import Score
from tests.fixtures.installation import ROOT
from tests.grader.factories import hand_in, make_rows

HOSTILE = "\x1b]0;owned\x07<script>alert(1)</script>\u202e\r\n| [x](javascript:1) **b** @everyone ```"


@pytest.fixture
def report(tmp_path: Path) -> Report:
    rows = make_rows()
    rows[3]["speed_knots"] = 900
    rows[9]["damage"] = "B"
    return run_gate(hand_in(tmp_path, rows=rows, missing="model.json").inputs())


@pytest.fixture
def hostile() -> Report:
    place = Place(
        file=HOSTILE, column=HOSTILE, rows=(1,), values=(HOSTILE,), key=(HOSTILE,), keys=((HOSTILE,),), pointer=HOSTILE
    )
    finding = Finding(severity=Severity.ERROR, message=HOSTILE, fix=HOSTILE, place=place)
    outcome = Outcome(
        code="SCH001",
        family="schema",
        title="The manifest is valid",
        status=Status.FAILED,
        visibility="public",  # type: ignore[arg-type]
        summary=HOSTILE,
        measure=0.5,
        findings=(finding,),
    )
    return Report(
        grader="0.1.0",
        inputs={"bundle": "sha256:0"},
        outcomes=(outcome,),
        criteria=(),
        score=None,
        not_scored=HOSTILE,
        unread=(finding,),
        answers=(
            Answer(id=HOSTILE, question=HOSTILE, reply=HOSTILE),
            Answer(id="", question=HOSTILE, withheld=HOSTILE),
        ),
    )


def test_text_tells_place_value_and_fix(report: Report) -> None:
    text = render_text(report, colour=False)
    assert "error: data/sample.csv, column speed_knots, row 4\u00a0·\u00a0strike_id 100021\n" in text
    assert "Seen: “900”" in text
    assert "Fix: Write one of " in text
    assert "of 100, on the 94.6 of 100 points you can see; 5.4 are hidden until a reviewer reads it" in " ".join(
        text.split()
    )
    assert "The bundle holds no model.json." in text


def test_text_ends_with_what_costs_most(tmp_path: Path) -> None:
    rows = make_rows()
    for row in rows[:60]:
        row["speed_knots"] = 900
    told = run_gate(hand_in(tmp_path, rows=rows, missing=["DATACARD.md", "trail.json"]).inputs())
    mended = render_text(told, colour=False).partition("\nMend first  points of 100 lost\n")[2].partition("\n\n")[0]
    lines = [line.split(maxsplit=2) for line in mended.splitlines()]
    failed = {one.code: one.title for one in told.outcomes if one.status is Status.FAILED}
    lost = [float(points) for points, _, _ in lines]
    assert 1 < len(lines) <= 5
    assert lost == sorted(lost, reverse=True)
    assert all(points > 0 for points in lost)
    assert all(failed.get(code, title) == title for _, code, title in lines)


def test_text_names_nothing_to_mend_where_nothing_was_lost(tmp_path: Path) -> None:
    only = run_gate(hand_in(tmp_path).inputs(), only=["SCH001"])
    assert "Mend first" not in render_text(only, colour=False)


def test_a_score_says_what_it_stands_on_where_part_of_it_is_hidden(tmp_path: Path) -> None:
    told = run_gate(hand_in(tmp_path).inputs(rubric=ROOT / "library" / "wildlife_strikes" / "rubric.json"))
    said = "on the 60.2 of 100 points you can see; 39.8 are hidden until a reviewer reads it, "
    said += "so the whole may be lower or higher; 85 passes"
    for text in (render_text(told, colour=False), render_markdown(told).replace("\\", "")):
        assert said in " ".join(text.split())


def test_a_key_names_every_row_and_its_columns_once() -> None:
    place = Place(file="data/a.csv", rows=(4, 10, 12), key=("id", "part"), keys=(("a7", "1"), ("b2", "1"), ("", "2")))
    told = where(place, 9).replace("\u00a0", " ")
    assert told == "data/a.csv, rows 4 · id a7 · part 1, 10 · b2 · 1, 12 · (empty) · 2 and 6 more"


def test_replies_are_told_by_their_beginning(report: Report) -> None:
    told = replace(report, answers=(*report.answers, Answer(id="ai-use", question="?", reply="so " * 999)))
    for text in (render_text(told, colour=False), render_markdown(told).replace("\\", "")):
        assert "Rows whose day nobody knows, since no honest split can place them." in " ".join(text.split())
        assert "so …" in text
    silent = replace(report, answers=(Answer(id="ai-use", question="?"),))
    assert "ai-use: Not answered." in render_text(silent, colour=False)


def test_points_are_never_rounded_up_to_all_of_them(report: Report) -> None:
    assert "Rows conform to the schema  0.99 of 1" in render_text(report, colour=False)


def test_a_check_outside_of_the_rubric_is_said_to_be(report: Report) -> None:
    assert "QUA008   Frequent values are spelt right  not weighed by the rubric" in render_text(report, colour=False)


def test_checks_skipped_for_one_cause_are_told_together(tmp_path: Path) -> None:
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK")
    handed = hand_in(tmp_path)
    told = run_gate(handed.inputs(bundle=broken))
    text, page = " ".join(render_text(told, colour=False).split()), render_markdown(told)
    left = [one.code for one in told.outcomes if one.blame is Blame.BUNDLE]
    assert f"{len(left)} checks could not be asked (0 of" in text
    assert text.count("is not a sound zip") == page.count("is not a sound zip") == 3  # score, checks, unread
    assert all(text.count(code) == page.count(code) == 1 for code in left)
    assert len(json.loads(to_json(told))["outcomes"]) == len(told.outcomes)


def test_colour_adds_colour_and_nothing_else(report: Report) -> None:
    coloured = render_text(report, colour=True)
    assert "\x1b[" in coloured
    for code in ("1", "2", "31", "32", "33", "35", "36", "0"):
        coloured = coloured.replace(f"\x1b[{code}m", "")
    plain = render_text(report, colour=False)
    assert [line.rstrip() for line in coloured.splitlines()] == plain.splitlines()


def test_control_characters_never_reach_a_terminal(hostile: Report) -> None:
    shown = render_text(hostile, colour=False)
    assert not {"\x1b", "\x07", "\r", "\u202e"} & set(shown)


def test_markdown_from_a_bundle_is_only_text(hostile: Report) -> None:
    html = MarkdownIt("commonmark").enable("table").render(render_markdown(hostile))
    assert "<script" not in html
    assert "javascript:" not in html.replace("javascript:1)", "")
    assert "<a " not in html
    assert html.count("<tr>") == 2


def test_markdown_lists_checks_and_findings(report: Report) -> None:
    text = render_markdown(report)
    assert "| SCH006 | Rows conform to the schema | failed | 0.99 of 1 |" in text
    assert "### SCH006 Rows conform to the schema" in text


def test_junit_counts_what_it_holds(report: Report) -> None:
    root = ET.fromstring(render_junit(report))
    for suite in (root, *root):
        cases = suite.findall(".//testcase")
        assert suite.attrib["tests"] == str(len(cases))
        for kind, element in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert suite.attrib[kind] == str(sum(case.find(element) is not None for case in cases))
    assert [suite.attrib["name"] for suite in root] == ["schema", "quality", "provenance", "pipeline"]


def test_junit_is_xml_whatever_the_bundle_holds(hostile: Report) -> None:
    ET.fromstring(render_junit(hostile))


def test_sarif_points_at_the_line_of_the_first_row(report: Report) -> None:
    (run,) = json.loads(render_sarif(report))["runs"]
    places = [result["locations"][0]["physicalLocation"] for result in run["results"] if result["ruleId"] == "SCH006"]
    assert places == [
        {"artifactLocation": {"uri": "data/sample.csv"}, "region": {"startLine": 5}},
        {"artifactLocation": {"uri": "data/sample.csv"}, "region": {"startLine": 11}},
    ]


def test_sarif_names_a_rule_for_every_result(report: Report, hostile: Report) -> None:
    for told in (report, hostile):
        (run,) = json.loads(render_sarif(told))["runs"]
        rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
        assert {result["ruleId"] for result in run["results"]} <= rules


def test_sarif_tells_a_crash_as_ours(report: Report) -> None:
    crashed: Any = Outcome(
        code="SCH001",
        family="schema",
        title="The manifest is valid",
        status=Status.CRASHED,
        visibility="public",  # type: ignore[arg-type]
        cause="KeyError in grader.checks, line 1.",
        blame=Blame.US,
    )
    told = Report(
        grader="0.1.0",
        inputs={},
        outcomes=(crashed,),
        criteria=(),
        score=Score(value=1, low=1, high=1, pass_mark=65),
        not_scored=None,
        unread=(),
    )
    (run,) = json.loads(render_sarif(told))["runs"]
    assert run["invocations"][0]["executionSuccessful"] is False
