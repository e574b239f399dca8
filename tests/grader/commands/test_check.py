"""`assay check` writes one report, says by its exit code what came of it, and is silent in a pipe."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from grader.cli import run
from grader.commands.check import exit_code
from grader.exits import Exit
from grader.gate import run_gate
from grader.report import Status, parse_report, public_part, to_json
from tests.grader.factories import HandedIn, hand_in, make_rows, make_zip

SECRET = "a candidate's secret"


@pytest.fixture
def handed(tmp_path: Path) -> HandedIn:
    return hand_in(tmp_path)


@pytest.fixture
def options(handed: HandedIn, tmp_path: Path) -> list[str]:
    """The words that name what the bundle is judged by."""
    words = []
    for name in ("brief", "rubric", "trail"):
        path = tmp_path / f"{name}.json"
        path.write_bytes(getattr(handed, name))
        words += [f"--{name}", str(path)]
    return words


def ended(*words: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "grader", *map(str, words)]
    return subprocess.run(command, capture_output=True, check=False)


def test_it_writes_the_bytes_of_the_gate_and_nothing_else(handed: HandedIn, options: list[str]) -> None:
    done = ended("check", handed.bundle, *options, "--format", "json")
    assert done.returncode == Exit.PASSED
    assert done.stdout == to_json(run_gate(handed.inputs()))
    assert done.stderr == b""


def test_reviewers_get_the_whole_and_the_public_part_is_the_candidate_s(
    handed: HandedIn, options: list[str], tmp_path: Path
) -> None:
    packed, key = make_zip(handed.bundle), tmp_path / "answer_key.json"
    key.write_bytes(b"{}")
    whole = ended("check", packed, *options, "--answer-key", key, "--audience", "reviewers", "--format", "json")
    assert whole.returncode == Exit.NOT_READ
    candidate = ended("check", packed, *options, "--format", "json")
    assert to_json(public_part(parse_report(whole.stdout))) == candidate.stdout


def test_findings_give_one(tmp_path: Path, options: list[str]) -> None:
    rows = make_rows()
    rows[1]["damage"] = "B"
    bundle = hand_in(tmp_path / "bad", rows=rows).bundle
    assert run(["check", str(bundle), *options, "--output", str(tmp_path / "report.txt")]) == Exit.FINDINGS


def test_a_missing_part_gives_one(tmp_path: Path, options: list[str]) -> None:
    bundle = hand_in(tmp_path / "bad", missing="DATACARD.md").bundle
    assert run(["check", str(bundle), *options, "--output", str(tmp_path / "report.txt")]) == Exit.FINDINGS


def test_what_was_not_given_is_no_finding(handed: HandedIn, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(handed.bundle)]) == Exit.PASSED
    assert "No brief.json was given." in capsys.readouterr().out


def test_a_broken_zip_gives_two_and_a_report_that_says_why(tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    path.write_bytes(b"PK\x03\x04 but no more")
    done = ended("check", path, "--format", "json")
    assert done.returncode == Exit.NOT_READ
    report = parse_report(done.stdout)
    assert report.score is None
    assert "not a sound zip" in str(report.not_scored)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check", "nowhere"], "no such file or folder"),
        (["check", ".", "--brief", "nowhere.json"], "nowhere.json: It can't be opened: No such file or directory"),
        (["check", ".", "--only", "SCH999"], "No check or family is called SCH999"),
        (["explain", "SCH00"], "Did you mean SCH00"),
        (["verify", "nowhere"], "nowhere: No such file or directory"),
    ],
)
def test_what_can_t_be_read_is_one_sentence_and_gives_two(
    words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(words) == Exit.NOT_READ
    told = capsys.readouterr()
    assert said in told.err + told.out
    assert "Traceback" not in told.err


def test_a_check_that_crashed_gives_three_beside_its_report(handed: HandedIn) -> None:
    report = run_gate(handed.inputs())
    crashed = replace(report.outcomes[0], status=Status.CRASHED)
    assert exit_code(replace(report, outcomes=(crashed, *report.outcomes[1:]))) == Exit.OUR_FAULT


@pytest.mark.parametrize("fault", [ZeroDivisionError, pl.exceptions.PanicException])
def test_a_fault_of_ours_gives_three_and_echoes_no_data(
    fault: type[BaseException],
    handed: HandedIn,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise fault(SECRET)

    monkeypatch.setattr("grader.commands.check.run_gate", fail)
    assert run(["check", str(handed.bundle)]) == Exit.OUR_FAULT
    told = capsys.readouterr().err
    assert f"{fault.__name__}: a fault of ours" in told
    assert SECRET not in told


@pytest.mark.parametrize("form", ["text", "json", "sarif", "junit", "markdown"])
def test_every_form_can_be_written_to_a_file(form: str, handed: HandedIn, tmp_path: Path) -> None:
    target = tmp_path / "report"
    assert run(["check", str(handed.bundle), "--format", form, "--output", str(target)]) == Exit.PASSED
    assert target.read_bytes()


def test_only_reports_on_what_is_named(handed: HandedIn, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    run(["check", str(handed.bundle), "--only", "sch001", "--only", "PIPELINE", "--format", "json"])
    codes = [one.code for one in parse_report(capsysbinary.readouterr().out).outcomes]
    assert codes[0] == "SCH001"
    assert {code[:3] for code in codes[1:]} == {"PIP"}


def test_findings_are_limited_unless_all_are_asked_for(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    fields = {f"x{number}": {"type": "integer"} for number in range(30)}
    data = {"data/sample.csv": (",".join(fields) + "\n" + ",".join(["a"] * 30) + "\n").encode()}
    bundle = str(hand_in(tmp_path, rows=[{}], schema={"properties": fields}, data=data).bundle)
    for most, shown in ((["--max-findings", "3"], 3), ([], 20), (["--max-findings", "0"], 30)):
        run(["check", bundle, "--only", "SCH006", "--format", "json", *most])
        (outcome,) = parse_report(capsysbinary.readouterr().out).outcomes
        assert (len(outcome.findings), outcome.unshown) == (shown, 30 - shown)


def test_the_audience_is_a_word_the_gate_knows(handed: HandedIn) -> None:
    with pytest.raises(SystemExit) as refused:
        run(["check", str(handed.bundle), "--audience", "everyone"])
    assert refused.value.code == Exit.NOT_READ


def test_the_list_is_in_the_order_of_a_report(capsys: pytest.CaptureFixture[str], handed: HandedIn) -> None:
    assert run(["list", "--format", "json"]) == Exit.PASSED
    listed = [one["code"] for one in json.loads(capsys.readouterr().out)]
    assert listed == [one.code for one in run_gate(handed.inputs()).outcomes]


def test_explain_tells_what_passes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "sch006"]) == Exit.PASSED
    told = capsys.readouterr().out
    assert told.startswith("SCH006 (schema): Rows conform to the schema\n")
    assert "Passes at 1." in told
