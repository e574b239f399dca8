"""SCH007 asks for a key that tells every row from every other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grader.check import Measured
from grader.checks.schema.sch007_keys import SCH007
from grader.errors import Absent
from grader.inputs import Inputs
from tests.grader.factories import hand_in, make_bundle, make_rows


def ask(tmp_path: Path, **asked: Any) -> Measured:
    measured = SCH007.run(hand_in(tmp_path, **asked).inputs())
    assert isinstance(measured, Measured)
    return measured


def test_it_passes_unique_keys(tmp_path: Path) -> None:
    assert ask(tmp_path).measure == 1


def test_it_names_rows_whose_key_stands_in_an_earlier_row(tmp_path: Path) -> None:
    rows = make_rows()
    rows[7]["strike_id"] = rows[9]["strike_id"] = rows[3]["strike_id"]
    measured = ask(tmp_path, rows=rows)
    assert measured.measure == pytest.approx(238 / 240)
    assert measured.findings[0].place.rows == (8, 10)
    assert measured.findings[0].count == 2


def test_it_names_rows_with_an_empty_key(tmp_path: Path) -> None:
    rows = make_rows()
    rows[7]["strike_id"] = None
    (finding,) = ask(tmp_path, rows=rows).findings
    assert "empty" in finding.message
    assert finding.place.rows == (8,)


def test_a_key_of_several_columns_is_taken_together(tmp_path: Path) -> None:
    measured = ask(tmp_path, brief={"key": ["strike_id", "airport"]})
    assert measured.measure == 1


def test_a_key_that_is_not_there_fails_outright(tmp_path: Path) -> None:
    rows = [{name: value for name, value in row.items() if name != "strike_id"} for row in make_rows()]
    assert ask(tmp_path, rows=rows).measure == 0


def test_without_a_brief_the_manifest_names_the_key(tmp_path: Path) -> None:
    inputs = Inputs.of(make_bundle(tmp_path, manifest={"key": ["airport"]}))
    measured = SCH007.run(inputs)
    assert isinstance(measured, Measured)
    assert measured.measure == pytest.approx(4 / 240)


def test_naming_no_key_is_the_bundle_s_own_doing(tmp_path: Path) -> None:
    with pytest.raises(Absent) as refusal:
        SCH007.run(Inputs.of(make_bundle(tmp_path, manifest={"key": []})))
    assert refusal.value.from_bundle
