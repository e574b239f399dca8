"""What is imported, and what is not, by the parts that have to be light."""

from __future__ import annotations

import subprocess
import sys

import pytest

DATA_LIBRARIES = ("polars", "pandas", "pyarrow", "numpy", "scipy", "sklearn")
LIGHT = ("grader", "grader.report", "grader.brief", "grader.rubric", "grader.attestation", "grader.cli")


def loaded_by(code: str) -> set[str]:
    told = f"import sys; {code}; sys.stderr.write(' '.join(name for name in {DATA_LIBRARIES!r} if name in sys.modules))"
    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    return set(ran.stderr.split())


@pytest.mark.parametrize("module", LIGHT)
def test_it_loads_no_data_library(module: str) -> None:
    assert loaded_by(f"import {module}") == set()


@pytest.mark.parametrize("words", [["list"], ["explain", "SCH006"], ["list", "--format", "json"]])
def test_listing_and_explaining_wait_for_no_data_library(words: list[str]) -> None:
    assert loaded_by(f"from grader.cli import run; run({words!r})") == set()


def test_checking_a_csv_loads_no_learner() -> None:
    assert "sklearn" not in loaded_by("import grader.gate")
