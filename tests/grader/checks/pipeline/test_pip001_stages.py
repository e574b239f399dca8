"""PIP001 looks for each stage the brief asks for, with what it took and gave."""

from __future__ import annotations

from pathlib import Path

from grader.check import Measured
from grader.checks.pipeline.pip001_stages import PIP001
from grader.digests import digest_of
from tests.grader.evidence import make_lineage, make_stage
from tests.grader.factories import STAGES, hand_in

RAW = [("raw.csv", digest_of(b"raw"))]


def ask(tmp_path: Path, lineage: bytes) -> Measured:
    measured = PIP001.run(hand_in(tmp_path, files={"lineage.jsonl": lineage}).inputs())
    assert isinstance(measured, Measured)
    return measured


def test_it_passes_when_every_stage_is_told(tmp_path: Path) -> None:
    stages = [make_stage(name.upper(), inputs=RAW, outputs=RAW) for name in (*STAGES, "evaluation")]
    assert ask(tmp_path, make_lineage(*stages)).measure == 1


def test_it_names_the_stage_that_is_missing(tmp_path: Path) -> None:
    measured = ask(tmp_path, make_lineage(*(make_stage(name, inputs=RAW, outputs=RAW) for name in STAGES[:3])))
    assert measured.measure == 0.75
    assert measured.findings[0].message == "The stage training is not declared."


def test_a_stage_without_digests_counts_half(tmp_path: Path) -> None:
    bare = {**make_stage("training", inputs=RAW, outputs=[]), "outputs": [{"namespace": "bundle", "name": "model"}]}
    measured = ask(tmp_path, make_lineage(*(make_stage(name, inputs=RAW, outputs=RAW) for name in STAGES[:3]), bare))
    assert measured.measure == 0.875
    assert "(line 4)" in measured.findings[0].message


def test_one_complete_run_of_a_stage_is_enough(tmp_path: Path) -> None:
    first = make_stage("training", inputs=[], outputs=[])
    assert (
        ask(tmp_path, make_lineage(first, *(make_stage(name, inputs=RAW, outputs=RAW) for name in STAGES))).measure == 1
    )
