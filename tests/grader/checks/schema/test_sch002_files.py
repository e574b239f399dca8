"""SCH002 asks that the manifest lists every file as it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from grader.check import Measured
from grader.checks.schema.sch002_files import SCH002
from tests.grader.factories import hand_in, make_bundle, make_csv, make_rows


def ask(tmp_path: Path, **asked: Any) -> Measured:
    measured = SCH002.run(hand_in(tmp_path, **asked).inputs())
    assert isinstance(measured, Measured)
    return measured


def listed(tmp_path: Path) -> dict[str, Any]:
    bundle = make_bundle(tmp_path / "listed")
    entry: dict[str, Any] = json.loads((bundle / "manifest.json").read_bytes())["files"][0]
    return entry


def test_it_passes_files_that_are_as_listed(tmp_path: Path) -> None:
    assert ask(tmp_path).measure == 1


def test_it_compares_several_files(tmp_path: Path) -> None:
    rows = make_rows()
    parts = {"data/a.csv": make_csv(rows[:90]), "data/b.csv": make_csv(rows[90:])}
    assert ask(tmp_path, data=parts).measure == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sha256": "0" * 64}, "sha256 0000"),
        ({"bytes": 2_000_000_000}, "bytes 2,000,000,000, and it is"),
        ({"rows": 7}, "rows 7, and it is 240"),
        ({"format": "jsonl"}, "format jsonl, and it is csv"),
    ],
)
def test_it_says_what_is_stated_and_what_is_so(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    measured = ask(tmp_path, manifest={"files": [{**listed(tmp_path), **change}]})
    assert measured.measure == 0
    assert said in measured.findings[0].message
    assert measured.findings[0].place.file == "data/sample.csv"


def test_a_file_nobody_listed_counts_against_it(tmp_path: Path) -> None:
    measured = ask(tmp_path, files={"data/more.csv": make_csv(make_rows(3))})
    assert measured.measure == 0.5
    assert measured.findings[0].place.file == "data/more.csv"


def test_a_listed_file_that_is_missing_counts_against_it(tmp_path: Path) -> None:
    entry = listed(tmp_path)
    measured = ask(tmp_path, manifest={"files": [entry, {**entry, "path": "data/gone.csv"}]})
    assert measured.measure == 0.5
    assert "The bundle holds no data/gone.csv" in measured.findings[0].message


def test_a_file_listed_twice_is_told(tmp_path: Path) -> None:
    entry = listed(tmp_path)
    measured = ask(tmp_path, manifest={"files": [entry, entry]})
    assert measured.measure == 0
    assert "lists it 2 times" in measured.findings[0].message
