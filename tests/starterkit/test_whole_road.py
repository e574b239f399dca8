"""The kit, run as it comes, is whole in form, rights and pipeline, and leaves the data to whoever is tested."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.families import Family, Visibility
from grader.report import Blame, Report, Status
from kit import bundle, model, train
from kit.home import SECRET, Home
from kit.stages import STAGES
from tests.starterkit.desk import graded, work_through

ASKS_THE_ROWS = "SCH006"
MARGIN = 10
MOST_FINDINGS = 10


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The folder of a candidate who ran the kit and changed nothing."""
    return work_through(tmp_path_factory.mktemp("kit"), stages=STAGES)


@pytest.fixture(scope="module")
def whole(home: Home) -> Report:
    """What reviewers see of it."""
    return graded(home)


@pytest.fixture(scope="module")
def public(home: Home) -> Report:
    """What everyone sees of it, the candidate at home among them."""
    return graded(home, audience=Visibility.PUBLIC)


@pytest.mark.parametrize("family", [Family.SCHEMA, Family.PROVENANCE, Family.PIPELINE])
def test_the_kit_passes_every_public_check_of_form_rights_and_pipeline(public: Report, family: Family) -> None:
    shown = [one for one in public.outcomes if one.family == family and one.visibility is Visibility.PUBLIC]
    asked = [one for one in shown if one.blame is not Blame.NONE]
    assert len(asked) > 5
    assert {one.code for one in asked if one.status is not Status.PASSED} <= {ASKS_THE_ROWS}


def test_its_split_and_its_claims_are_honest_and_it_harms_no_row(whole: Report) -> None:
    passed = {outcome.code for outcome in whole.outcomes if outcome.status is Status.PASSED}
    assert {"QUA014", "QUA018", "QUA019", "QUA021"} <= passed


def test_whoever_leaves_the_data_as_they_are_does_not_pass(whole: Report, public: Report) -> None:
    for score in (whole.score, public.score):
        assert score
        assert score.high < score.pass_mark - MARGIN


def test_what_is_left_to_do_is_told_in_few_words(public: Report) -> None:
    failed = {outcome.code: outcome for outcome in public.outcomes if outcome.status is Status.FAILED}
    assert set(failed) == {"SCH006", "QUA002", "QUA003", "QUA004", "QUA005", "QUA006", "QUA007", "QUA008", "QUA013"}
    assert all(0 < len(outcome.findings) <= MOST_FINDINGS for outcome in failed.values())


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
