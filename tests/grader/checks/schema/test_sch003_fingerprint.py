"""SCH003 asks for the fingerprint of the files handed in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from grader.check import Measured
from grader.checks.schema.sch003_fingerprint import SCH003
from tests.grader.factories import hand_in, make_csv, make_rows


def ask(tmp_path: Path, **asked: Any) -> Measured:
    measured = SCH003.run(hand_in(tmp_path, **asked).inputs())
    assert isinstance(measured, Measured)
    return measured


def test_it_passes_the_right_fingerprint(tmp_path: Path) -> None:
    assert ask(tmp_path).measure == 1


def test_it_tells_files_that_changed_after_the_manifest_was_made(tmp_path: Path) -> None:
    measured = ask(tmp_path, files={"data/sample.csv": make_csv(make_rows(9))})
    assert measured.measure == 0
    assert "have changed since" in measured.findings[0].message


def test_it_tells_a_fingerprint_of_nothing_at_hand(tmp_path: Path) -> None:
    measured = ask(tmp_path, manifest={"fingerprint": f"sha256:{'0' * 64}"})
    assert measured.measure == 0
    assert "fits neither" in measured.findings[0].message
    assert measured.findings[0].place.pointer == "/fingerprint"
