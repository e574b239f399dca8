"""SCH001 asks for a valid manifest that speaks of columns that exist."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grader.check import Measured
from grader.checks.schema.sch001_manifest import SCH001
from tests.grader.factories import hand_in


def ask(tmp_path: Path, **asked: Any) -> Measured:
    measured = SCH001.run(hand_in(tmp_path, **asked).inputs())
    assert isinstance(measured, Measured)
    return measured


def test_it_passes_a_valid_manifest(tmp_path: Path) -> None:
    assert ask(tmp_path).measure == 1


def test_it_says_how_to_write_a_missing_manifest(tmp_path: Path) -> None:
    measured = ask(tmp_path, missing="manifest.json")
    assert measured.measure == 0
    assert measured.findings[0].place.file == "manifest.json"
    assert "assay manifest" in measured.findings[0].fix


def test_it_points_at_a_manifest_that_lies_too_deep(tmp_path: Path) -> None:
    measured = ask(tmp_path, missing="manifest.json", files={"handin/manifest.json": b"{}"})
    assert "There is one at handin/manifest.json" in measured.findings[0].message


def test_it_lists_every_fault_with_its_pointer(tmp_path: Path) -> None:
    measured = ask(tmp_path, manifest={"fingerprint": "md5:1", "quality_metrics": {"accuracy": 2, "label_coverage": 1}})
    assert measured.measure == 0
    assert [finding.place.pointer for finding in measured.findings] == ["/fingerprint", "/quality_metrics/accuracy"]


def test_it_never_echoes_a_value_that_may_be_a_token(tmp_path: Path) -> None:
    measured = ask(tmp_path, manifest={"license_token": ["a-secret"]})
    assert "a-secret" not in str(measured)


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        (b'{"version": 1, "version": 1}', "stands twice"),
        (b'{"version": NaN}', "not a JSON number"),
        (b'{"version": 9007199254740993}', "beyond 2^53"),
        (b"[" * 40 + b"]" * 40, "more than 32 deep"),
        (b'{"version": "\\ud800"}', "surrogate"),
        (b"\xff\xfe{}", "not UTF-8"),
        (b'{"version": 1', "not JSON"),
    ],
)
def test_it_refuses_json_that_readers_disagree_about(tmp_path: Path, written: bytes, fault: str) -> None:
    measured = ask(tmp_path, files={"manifest.json": written})
    assert measured.measure == 0
    assert fault in measured.findings[0].message


def test_a_manifest_that_names_unknown_columns_counts_half(tmp_path: Path) -> None:
    measured = ask(tmp_path, manifest={"label": "harm", "key": ["strike_id", "nr"]})
    assert measured.measure == 0.5
    assert [finding.place.pointer for finding in measured.findings] == ["/key/1", "/label"]
