"""QUA008 finds values that are one slip away from a frequent one of their column."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from grader.checks.quality.qua008_typos import QUA008
from grader.finding import Severity
from tests.grader.checks.quality.asking import SCHEMA, ask, asked_columns, with_cells
from tests.grader.factories import hand_in

AS_THE_WORKER_DOES = """
import resource, runpy
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
runpy.run_module("grader", run_name="__main__")
"""


def test_a_clean_sample_is_spelt_right(tmp_path: Path) -> None:
    measured = ask(QUA008, tmp_path)
    assert (measured.measure, measured.findings) == (1, ())


def test_it_finds_a_slip_and_says_what_was_meant(tmp_path: Path) -> None:
    measured = ask(QUA008, tmp_path, with_cells({7: {"airport": "DENVER INTTL"}}))
    (finding,) = measured.findings
    assert finding.message == "Slips of the hand in 1 cell of airport: “DENVER INTTL”."
    assert finding.fix == "Spell it like the frequent value: “DENVER INTL”."
    assert finding.place.rows == (8,)
    assert measured.measure == pytest.approx(0.9)


def test_a_column_the_brief_does_not_know_only_gets_a_warning(tmp_path: Path) -> None:
    rows = [
        {**row, "operator": "DELTA AIR LINES" if place else "DELTA AIR LINS"}
        for place, row in enumerate(with_cells({}))
    ]
    measured = ask(QUA008, tmp_path, rows)
    assert [finding.severity for finding in measured.findings] == [Severity.WARNING]
    assert measured.measure == 1


def test_a_listed_value_is_left_to_another_check(tmp_path: Path) -> None:
    columns = asked_columns(
        {"name": "airport", "enum": ["DENVER INTL", "BOSTON LOGAN", "MIAMI INTL", "SEATTLE TACOMA"]}
    )
    assert ask(QUA008, tmp_path, with_cells({7: {"airport": "DENVER INTTL"}}), columns=columns).findings == ()


def test_a_column_crafted_to_be_alike_takes_little_memory_and_what_was_left_out_is_told(tmp_path: Path) -> None:
    often = [f"{'c' * 96}{place:04}" for place in range(1_000) for _ in range(21)]
    once = [f"{'c' * 96}{place}" for place in range(1_000, 6_000)]
    rows = [{"strike_id": f"{place:06}", "airport": value} for place, value in enumerate([*often, *once])]
    handed = hand_in(tmp_path, rows=rows, schema=SCHEMA, brief={"maximum_rows": 100_000})
    brief = tmp_path / "brief.json"
    brief.write_bytes(handed.brief)
    command = ["check", str(handed.bundle), f"--brief={brief}", "--only=QUA008", "--format=json"]
    done = subprocess.run(
        [sys.executable, "-c", AS_THE_WORKER_DOES, *command],
        env={"POLARS_MAX_THREADS": "1"},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr.decode()
    (outcome,) = json.loads(done.stdout)["outcomes"]
    assert (outcome["status"], outcome["measure"]) == ("passed", 1)
    assert outcome["summary"].endswith(" values left out.")
