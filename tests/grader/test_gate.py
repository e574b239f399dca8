"""The gate is a function of its inputs: same bytes, no check lost, and nothing secret shown."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings, strategies as st

from grader.catalogue import CHECKS
from grader.check import Check, Family, Measured, NotAsked, Visibility, check
from grader.errors import Absent, Unreadable
from grader.finding import Finding, Severity
from grader.gate import run_gate
from grader.inputs import Inputs
from grader.report import Blame, Outcome, Report, Status, parse_report, public_part, to_json
from tests.grader.factories import HandedIn, hand_in, make_bundle, make_rows, make_rubric, make_zip

DAMAGE = [b"", b"\0", b'"', b"\n", b"\xff", b"[", b"NaN", b"1e999", b"\xff" * 8, b"\xe2\x80\xae", b'{"$ref": "#"}']

Asked = Callable[[Inputs], Measured | NotAsked]


def make_check(code: str, asked: Asked, **others: Any) -> Check:
    def run(inputs: Inputs) -> Measured | NotAsked:
        return asked(inputs)

    run.__doc__ = f"The question of {code}."
    return check(code, Family.SCHEMA, **others)(run)


def half(inputs: Inputs) -> Measured:
    return Measured(measure=0.5, summary="Half of it holds.")


def full(inputs: Inputs) -> Measured:
    return Measured(measure=1.0, summary="All of it holds.")


def nothing(inputs: Inputs) -> Measured:
    return Measured(measure=0.0, summary="Nothing of it holds.")


def outcomes(tmp_path: Path, *checks: Check, **others: Any) -> Mapping[str, Outcome]:
    report = run_gate(hand_in(tmp_path).inputs(rubric=None), checks=checks, **others)
    return {one.code: one for one in report.outcomes}


def raises(error: BaseException) -> Asked:
    def run(inputs: Inputs) -> Measured:
        raise error

    return run


@pytest.fixture
def handed(tmp_path: Path) -> HandedIn:
    rows = make_rows()
    rows[4]["speed_knots"] = 900
    return hand_in(tmp_path, rows=rows)


def test_a_valid_bundle_passes_every_public_check(tmp_path: Path) -> None:
    report = run_gate(hand_in(tmp_path).inputs())
    told = {one.code: (one.summary, one.cause) for one in report.outcomes if one.status is Status.FAILED}
    assert told == {}
    assert report.score is not None
    assert report.score.value == 100
    assert report.unread == ()


def test_the_same_bundle_gives_the_same_bytes(handed: HandedIn) -> None:
    assert to_json(run_gate(handed.inputs())) == to_json(run_gate(handed.inputs()))


def test_a_folder_and_its_zip_differ_in_nothing_but_their_digest(handed: HandedIn) -> None:
    folder = run_gate(handed.inputs())
    zipped = run_gate(handed.inputs(bundle=make_zip(handed.bundle)))
    assert zipped.inputs["bundle"] != folder.inputs["bundle"]
    assert to_json(zipped).replace(zipped.inputs["bundle"].encode(), folder.inputs["bundle"].encode()) == to_json(
        folder
    )


def test_the_public_part_is_what_the_public_gate_writes(tmp_path: Path) -> None:
    secret = make_check("SCH901", half, visibility=Visibility.REVIEWERS, needs=("answer_key",))
    late = make_check("SCH902", half, visibility=Visibility.AFTER_DEADLINE)
    checks = (*CHECKS, late, secret)
    handed = hand_in(tmp_path)
    for key in (b'{"broken": "answer key"}', None):
        whole = run_gate(handed.inputs(answer_key=key), audience=Visibility.REVIEWERS, checks=checks)
        public = run_gate(handed.inputs(), checks=checks)
        assert to_json(public_part(whole)) == to_json(public)
        assert public.hidden == 6
        later = run_gate(handed.inputs(answer_key=key), audience=Visibility.AFTER_DEADLINE, checks=checks)
        assert public_part(whole, audience=Visibility.AFTER_DEADLINE) == later


def test_hidden_data_leaves_the_public_report_as_it_is(handed: HandedIn) -> None:
    checks = (make_check("SCH901", half, visibility=Visibility.REVIEWERS), make_check("SCH902", half))
    public = run_gate(handed.inputs(), checks=checks)
    with_key = run_gate(handed.inputs(answer_key=b"{}"), checks=checks)
    assert to_json(with_key) == to_json(public)


def test_a_hidden_outcome_says_that_it_is_hidden_and_no_more(tmp_path: Path) -> None:
    hidden = make_check("SCH901", nothing, visibility=Visibility.REVIEWERS)
    outcome = outcomes(tmp_path, hidden)["SCH901"]
    assert outcome.status is Status.HIDDEN
    assert (outcome.measure, outcome.points, outcome.of, outcome.summary) == (None, 0, 0, "")
    assert "reviewers only" in outcome.cause


@pytest.mark.parametrize(
    "error",
    [
        ZeroDivisionError("a candidate's secret"),
        MemoryError(),
        RecursionError(),
        pl.exceptions.PanicException("a candidate's secret"),
        pl.exceptions.ComputeError("a candidate's secret"),
    ],
)
def test_a_check_that_crashes_costs_nothing_and_echoes_nothing(tmp_path: Path, error: BaseException) -> None:
    told = outcomes(tmp_path, make_check("SCH901", raises(error)), make_check("SCH902", full))
    crashed = told["SCH901"]
    assert (crashed.status, crashed.blame, crashed.of) == (Status.CRASHED, Blame.US, 0)
    assert type(error).__name__ in crashed.cause
    assert "secret" not in crashed.cause
    assert told["SCH902"].status is Status.PASSED


@pytest.mark.parametrize("measure", [float("nan"), -0.1, 1.1])
def test_a_measure_that_is_no_share_is_our_fault(tmp_path: Path, measure: float) -> None:
    told = outcomes(tmp_path, make_check("SCH901", lambda _: Measured(measure=measure, summary="")))
    assert told["SCH901"].status is Status.CRASHED


def test_an_interruption_is_not_taken_for_a_crash(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        outcomes(tmp_path, make_check("SCH901", raises(KeyboardInterrupt())))


@pytest.mark.parametrize(
    ("refusal", "blame", "of"),
    [
        (Absent("No trail.json was given.", from_bundle=False), Blame.INPUTS, 0),
        (Absent("The bundle holds no model.json.", from_bundle=True), Blame.BUNDLE, 1),
        (Unreadable("It is not JSON.", file="model.json", remedy="Mend it."), Blame.BUNDLE, 1),
        (Unreadable("It is not JSON.", file="brief.json", remedy="Mend it."), Blame.INPUTS, 0),
    ],
)
def test_what_the_bundle_lacks_costs_points_and_what_was_not_given_does_not(
    tmp_path: Path, refusal: Exception, blame: Blame, of: float
) -> None:
    outcome = outcomes(tmp_path, make_check("SCH901", raises(refusal)))["SCH901"]
    assert (outcome.status, outcome.blame, outcome.points, outcome.of) == (Status.SKIPPED, blame, 0, of)
    assert outcome.cause == str(refusal)


def test_what_was_not_given_comes_before_what_the_bundle_lacks(tmp_path: Path) -> None:
    bundle = make_bundle(tmp_path, missing="model.json")
    asked = make_check("SCH901", full, needs=("model", "trail"))
    (outcome,) = run_gate(Inputs.of(bundle), checks=(asked,)).outcomes
    assert outcome.blame is Blame.INPUTS


def test_a_question_that_does_not_arise_costs_nothing(tmp_path: Path) -> None:
    outcome = outcomes(tmp_path, make_check("SCH901", lambda _: NotAsked(cause="The brief names no key.")))["SCH901"]
    assert (outcome.status, outcome.blame, outcome.of) == (Status.SKIPPED, Blame.NONE, 0)


@pytest.mark.parametrize(
    ("first", "status", "blame"),
    [
        (nothing, Status.SKIPPED, Blame.BUNDLE),
        (half, Status.PASSED, None),
        (raises(ZeroDivisionError()), Status.SKIPPED, Blame.US),
        (raises(Absent("No brief.json was given.", from_bundle=False)), Status.SKIPPED, Blame.INPUTS),
    ],
)
def test_what_requires_a_check_is_asked_unless_that_failed_outright(
    tmp_path: Path, first: Asked, status: Status, blame: Blame | None
) -> None:
    told = outcomes(tmp_path, make_check("SCH901", first), make_check("SCH902", full, requires=("SCH901",)))
    assert (told["SCH902"].status, told["SCH902"].blame) == (status, blame)
    assert "SCH901" in told["SCH902"].cause or status is Status.PASSED


def test_a_check_passes_at_its_threshold(tmp_path: Path) -> None:
    told = outcomes(tmp_path, make_check("SCH901", half, threshold=0.5), make_check("SCH902", half, threshold=0.51))
    assert (told["SCH901"].status, told["SCH902"].status) == (Status.PASSED, Status.FAILED)
    assert told["SCH901"].points == told["SCH902"].points == 0.5


def test_findings_beyond_the_limit_are_counted(tmp_path: Path) -> None:
    findings = tuple(Finding(severity=Severity.NOTE, message=f"{n}", fix="") for n in range(30))
    asked = make_check("SCH901", lambda _: Measured(measure=1, summary="", findings=findings))
    few = outcomes(tmp_path / "few", asked)["SCH901"]
    assert (len(few.findings), few.unshown) == (20, 10)
    every = outcomes(tmp_path / "all", asked, most_findings=0)["SCH901"]
    assert (len(every.findings), every.unshown) == (30, 0)


def test_too_few_answers_make_no_score_and_the_report_says_what_is_missing(handed: HandedIn) -> None:
    for audience in (Visibility.PUBLIC, Visibility.REVIEWERS):
        report = run_gate(Inputs.of(handed.bundle), audience=audience)
        assert report.score is None
        assert str(report.not_scored).endswith("a score needs half. No brief.json was given. No trail.json was given.")
        assert public_part(report).not_scored == report.not_scored


def test_a_score_without_a_trail_says_on_how_much_it_stands(handed: HandedIn) -> None:
    partial, whole = (run_gate(handed.inputs(trail=trail)).score for trail in (None, handed.trail))
    assert partial is not None
    assert whole is not None
    assert 50 < partial.asked < whole.asked < 100


def test_only_what_is_asked_for_is_reported_and_then_nothing_is_scored(handed: HandedIn) -> None:
    report = run_gate(handed.inputs(), only={"SCH007", "provenance"})
    assert [one.code for one in report.outcomes] == ["SCH007", *(f"PRV00{number}" for number in range(1, 8))]
    assert report.outcomes[0].status is Status.PASSED
    assert report.score is None


def test_a_rubric_that_can_t_be_read_gives_no_score(handed: HandedIn) -> None:
    report = run_gate(handed.inputs(rubric=b"{}"))
    assert report.score is None
    assert "rubric.json" in str(report.not_scored)
    assert report.unread[0].place.file == "rubric.json"


def test_a_rubric_can_t_weigh_what_is_evidence_for_a_person(handed: HandedIn) -> None:
    checks = [{"code": "SCH001", "points": 1}, {"code": "PRV007", "points": 9}]
    rubric = make_rubric({"id": "a", "title": "A", "family": "schema", "weight": 1, "checks": checks})
    report = run_gate(handed.inputs(rubric=rubric), audience=Visibility.REVIEWERS)
    assert report.criteria[0].of == 1
    assert "weighs PRV007" in report.unread[0].message


def test_a_rubric_for_checks_we_do_not_have_says_so(handed: HandedIn) -> None:
    checks = [{"code": "SCH001", "points": 1}, {"code": "SCH999", "points": 1}]
    rubric = make_rubric({"id": "a", "title": "A", "family": "schema", "weight": 1, "checks": checks})
    report = run_gate(handed.inputs(rubric=rubric))
    assert "SCH999" in report.unread[0].message
    assert report.score is not None
    assert report.score.value == 100


@pytest.mark.parametrize("missing", ["manifest.json", "schema.json", "data/sample.csv"])
def test_without_manifest_schema_or_sample_there_is_no_score_and_a_reason(tmp_path: Path, missing: str) -> None:
    report = run_gate(hand_in(tmp_path, missing=missing).inputs())
    assert report.score is None
    assert missing.partition("/")[0] in str(report.not_scored)
    assert [one for one in report.outcomes if one.status is Status.PASSED]


def test_every_other_missing_part_costs_its_points_and_no_more(tmp_path: Path) -> None:
    whole = run_gate(hand_in(tmp_path / "whole").inputs())
    for missing in ("DATACARD.md", "lineage.jsonl", "model.json"):
        report = run_gate(hand_in(tmp_path / missing, missing=missing).inputs())
        assert report.score is not None
        assert whole.score is not None
        assert 50 < report.score.value < whole.score.value
        assert not [one for one in report.outcomes if one.status is Status.CRASHED]


def broken_zip(handed: HandedIn) -> Path:
    packed = make_zip(handed.bundle)
    packed.write_bytes(packed.read_bytes()[:-60])
    return packed


def changed(name: str, content: bytes) -> Callable[[HandedIn], Path]:
    def change(handed: HandedIn) -> Path:
        (handed.bundle / name).write_bytes(content)
        return handed.bundle

    return change


def linked(handed: HandedIn) -> Path:
    (handed.bundle / "answers.md").unlink()
    (handed.bundle / "answers.md").symlink_to("/etc/passwd")
    return handed.bundle


@pytest.mark.parametrize(
    ("spoil", "file", "said"),
    [
        (broken_zip, "bundle.zip", "not a sound zip"),
        (changed("schema.json", b'{"$ref": "http://evil.example/x"}'), "schema.json", "outside of itself"),
        (changed("schema.json", b"[" * 100_000), "schema.json", "more than 32 deep"),
        (changed("manifest.json", b"{" * 100_000), "manifest.json", "more than 32 deep"),
        (changed("data/sample.csv", b"a\n\0\n"), "data/sample.csv", "NUL"),
        (changed("data/sample.csv", b'a\n"1\n'), "data/sample.csv", "never closes"),
        (changed("model.json", b"\xff\xff"), "model.json", "not UTF-8"),
        (changed("lineage.jsonl", b"{}\n"), "lineage.jsonl", "required"),
        (changed("DATACARD.md", b"\0"), "DATACARD.md", "NUL"),
        (changed("answers.md", bytes(5 << 20)), "answers.md", "5,242,880 bytes"),
        (linked, "answers.md", "a link or a device"),
    ],
)
def test_a_hostile_part_is_named_and_the_rest_is_still_checked(
    tmp_path: Path, spoil: Callable[[HandedIn], Path], file: str, said: str
) -> None:
    handed = hand_in(tmp_path)
    report = run_gate(handed.inputs(bundle=spoil(handed)))
    told = [finding for finding in report.unread if finding.place.file == file]
    assert said in told[0].message
    assert told[0].fix
    assert not [one for one in report.outcomes if one.status is Status.CRASHED]
    assert len(report.outcomes) == len(CHECKS)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> HandedIn:
    return hand_in(tmp_path_factory.mktemp("whole"), rows=make_rows(60))


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_damage_to_any_byte_of_a_zip_or_a_file_still_ends_in_a_report(whole: HandedIn, data: st.DataObject) -> None:
    files = sorted(path for path in whole.bundle.rglob("*") if path.is_file())
    with TemporaryDirectory() as folder:
        bundle = Path(folder) / "bundle"
        shutil.copytree(whole.bundle, bundle)
        target = bundle / data.draw(st.sampled_from(files)).relative_to(whole.bundle)
        zipped = data.draw(st.booleans())
        spoilt = make_zip(bundle) if zipped else target
        content = spoilt.read_bytes()
        place = data.draw(st.integers(0, len(content)))
        put, cut = data.draw(st.sampled_from(DAMAGE)), data.draw(st.integers(0, 40))
        spoilt.write_bytes(content[:place] + put + content[place + cut :])
        report = run_gate(whole.inputs(bundle=spoilt if zipped else bundle))
    assert parse_report(to_json(report)) == report
    assert not [one for one in report.outcomes if one.status is Status.CRASHED]


def test_another_locale_and_thread_count_change_nothing(handed: HandedIn, tmp_path: Path) -> None:
    def written(name: str, **environment: str) -> bytes:
        target = tmp_path / name
        words = ["check", str(handed.bundle), "--format", "json", "--output", str(target)]
        subprocess.run([sys.executable, "-m", "grader", *words], env={**os.environ, **environment}, check=False)
        return target.read_bytes()

    here = written("here", LC_ALL="C", TZ="UTC", POLARS_MAX_THREADS="1", PYTHONHASHSEED="0")
    there = written("there", LC_ALL="C.UTF-8", TZ="Asia/Tokyo", POLARS_MAX_THREADS="4", PYTHONHASHSEED="77")
    assert here == there == to_json(run_gate(Inputs.of(handed.bundle)))


def test_reports_are_told_apart_by_what_they_were_made_of(handed: HandedIn) -> None:
    report: Report = run_gate(handed.inputs())
    assert set(report.inputs) == {"bundle", "brief", "rubric", "trail"}
