"""`assay init` and `assay manifest` make bundles that hold together, and write over nothing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from grader.brief import Brief
from grader.checks.schema.sch005_brief import SCH005
from grader.cli import run
from grader.exits import Exit
from grader.gate import run_gate
from grader.inputs import Inputs
from grader.report import Status
from grader.schema import read_schema
from grader.skeleton import schema_of
from tests.grader.factories import hand_in, make_brief, make_bundle, make_csv, make_rows


def test_a_new_bundle_passes_what_can_be_asked_of_it(tmp_path: Path) -> None:
    assert run(["init", str(tmp_path / "mine")]) == Exit.PASSED
    report = run_gate(Inputs.of(tmp_path / "mine"))
    asked = [one for one in report.outcomes if one.measure is not None]
    assert len(asked) > 7
    assert {one.status for one in asked} == {Status.PASSED}
    assert report.unread == ()


def test_a_new_bundle_is_shaped_by_its_brief(tmp_path: Path) -> None:
    brief = tmp_path / "brief.json"
    brief.write_bytes(make_brief())
    assert run(["init", str(tmp_path / "mine"), "--brief", str(brief)]) == Exit.PASSED
    inputs = Inputs.of(tmp_path / "mine", brief=brief)
    measured = SCH005.run(inputs)
    assert getattr(measured, "measure", None) == 1
    assert inputs.manifest.key == ("strike_id",)
    assert "cost_repairs" not in inputs.sample.columns
    assert "## left-out" in inputs.answers


def test_the_schema_of_a_brief_is_safe_and_whole(tmp_path: Path) -> None:
    schema = read_schema(json.dumps(schema_of(Brief.parse(make_brief()))).encode())
    assert schema.column("speed_knots") is not None
    assert schema.validator.is_valid(
        {
            "strike_id": "100000",
            "flight_date": "1999-01-01",
            "airport": "x",
            "damage": "None",
            "split": "train",
            "speed_knots": None,
        }
    )


def test_it_writes_over_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "kept.txt").write_text("kept")
    assert run(["init", str(tmp_path)]) == Exit.NOT_READ
    assert "There is something there already" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


def test_the_starter_kit_is_written_where_it_is_installed(tmp_path: Path) -> None:
    assert run(["init", str(tmp_path / "kit"), "--kit"]) == Exit.PASSED
    assert (tmp_path / "kit" / "kit" / "__main__.py").exists()


def test_an_installation_without_the_kit_says_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("grader.commands.init.KIT", tmp_path / "nowhere")
    assert run(["init", str(tmp_path / "kit"), "--kit"]) == Exit.NOT_READ
    assert "Download it from the attempt's page" in capsys.readouterr().err


def test_a_refreshed_manifest_is_right_after_any_change(tmp_path: Path) -> None:
    handed = hand_in(tmp_path)
    before = handed.inputs().manifest
    (handed.bundle / "data" / "more.csv").write_bytes(make_csv(make_rows(10, seed=8)))
    (handed.bundle / "schema.json").write_text(json.dumps({"properties": {}}))
    assert run(["manifest", str(handed.bundle)]) == Exit.PASSED
    after = handed.inputs()
    told = {one.code: one.status for one in run_gate(after, only={"schema"}).outcomes}
    assert {told[f"SCH00{number}"] for number in (2, 3, 4)} == {Status.PASSED}
    assert after.manifest.license_token == before.license_token
    assert after.manifest.source_uri == before.source_uri
    assert [file.rows for file in after.manifest.files] == [10, 240]


def test_the_order_in_which_a_manifest_is_made_does_not_show(tmp_path: Path) -> None:
    bundle = make_bundle(tmp_path)
    run(["manifest", str(bundle)])
    once = (bundle / "manifest.json").read_bytes()
    run(["manifest", str(bundle)])
    assert (bundle / "manifest.json").read_bytes() == once


def test_a_manifest_from_nothing_says_what_is_yours_to_fill_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = make_bundle(tmp_path, missing="manifest.json")
    assert run(["manifest", str(bundle)]) == Exit.FINDINGS
    told = capsys.readouterr().out
    assert "Yours to fill in" in told
    assert '"dataset_id" is a required property' in told


def test_a_manifest_takes_what_is_stated(tmp_path: Path) -> None:
    bundle = make_bundle(tmp_path, missing="manifest.json")
    token, brief = tmp_path / "token.txt", tmp_path / "brief.json"
    token.write_text("e30.e30.c2ln\n")
    brief.write_bytes(make_brief())
    words = ["--dataset-id", "strikes", "--source-uri", "https://market.example/strikes", "--brief", str(brief)]
    claims = ["--accuracy", "0.9", "--label-coverage", "1", "--license-token", str(token)]
    assert run(["manifest", str(bundle), *words, *claims]) == Exit.PASSED
    manifest = Inputs.of(bundle).manifest
    assert (manifest.license_token, manifest.key, manifest.label) == ("e30.e30.c2ln", ("strike_id",), "damage")
    assert manifest.quality_metrics.accuracy == 0.9
    assert manifest.attestations == ("attestations/wildlife-strikes.json",)


def test_a_manifest_of_rows_that_can_t_be_read_is_not_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = make_bundle(tmp_path, data={"data/sample.csv": b"a,b\n1\n"}, missing="manifest.json")
    assert run(["manifest", str(bundle)]) == Exit.NOT_READ
    assert "data/sample.csv at row 1" in capsys.readouterr().err
    assert not (bundle / "manifest.json").exists()


def test_a_zip_is_no_place_to_write_a_manifest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    packed = shutil.make_archive(str(tmp_path / "packed"), "zip", make_bundle(tmp_path))
    assert run(["manifest", packed]) == Exit.NOT_READ
    assert "not a folder" in capsys.readouterr().err
