"""What the kit makes out of the box passes everything that is about form, rights and traceability."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.gate import run_gate
from grader.inputs import Inputs
from grader.report import Report, Status
from kit import annotate, bundle, clean, model, train
from kit.home import SECRET, Home
from tests.grader.evidence import Market
from tests.starterkit.desk import fetched_home

STAGES = (clean, annotate, train, model, bundle)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The folder of a candidate who ran every stage that needs no market."""
    market = Market(budget_micro=60_000_000)
    home = fetched_home(tmp_path_factory.mktemp("kit"), market=market)
    for stage in STAGES:
        stage.run(home)
    for licence in market.licences:
        market.report_usage(licence, model=train.NAME)
    home.write("trail.json", market.trail())
    return home


@pytest.fixture(scope="module")
def report(home: Home) -> Report:
    """What the gate says of it."""
    brief, rubric, trail = (home.path(f"{name}.json") for name in ("brief", "rubric", "trail"))
    return run_gate(Inputs.of(home.path("bundle.zip"), brief=brief, rubric=rubric, trail=trail))


@pytest.mark.parametrize("family", ["schema", "provenance", "pipeline"])
def test_the_kit_passes_every_public_check_of_the_family(report: Report, family: str) -> None:
    asked = [outcome for outcome in report.outcomes if outcome.family == family]
    assert asked
    assert [outcome.code for outcome in asked if outcome.status is not Status.PASSED] == []


def test_it_leaves_room_in_quality(report: Report) -> None:
    failed = {outcome.code for outcome in report.outcomes if outcome.status is Status.FAILED}
    assert {"QUA003", "QUA007"} <= failed


def test_nothing_of_the_runs_key_is_in_the_bundle(home: Home) -> None:
    secret = json.loads(home.path(model.KEY).read_text())["d"]
    files = [path.read_bytes() for path in (home.root / bundle.FOLDER).rglob("*") if path.is_file()]
    assert files
    assert not [content for content in files if secret.encode() in content or SECRET.encode() + b"=" in content]


def test_bundling_again_gives_the_same_bytes(home: Home) -> None:
    before = home.path("bundle.zip").read_bytes()
    bundle.run(home)
    assert home.path("bundle.zip").read_bytes() == before


def test_training_again_on_the_same_sample_keeps_the_model(home: Home) -> None:
    before = home.path(train.MODEL).stat().st_mtime_ns
    train.run(home)
    assert home.path(train.MODEL).stat().st_mtime_ns == before


def test_its_run_key_is_readable_by_its_owner_alone(home: Home) -> None:
    assert home.path(model.KEY).stat().st_mode & 0o077 == 0


def test_the_declared_command_makes_the_sample_again(home: Home, tmp_path: Path) -> None:
    pipeline = shutil.copytree(home.path("bundle/pipeline"), tmp_path / "pipeline")
    declared = json.loads((pipeline / "run.json").read_text())
    again = Home(pipeline)
    for name in declared["inputs"]:
        again.write(name, home.path(name).read_bytes())
    subprocess.run([sys.executable, *declared["command"][1:]], cwd=pipeline, check=True, capture_output=True)
    (made,) = declared["outputs"]
    assert again.path(made).read_bytes() == home.path(made).read_bytes()
