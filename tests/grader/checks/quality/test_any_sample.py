"""Whatever a sample holds, every quality check gives a measure, and the same one again."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from grader.catalogue import CHECKS
from grader.check import Measured, NotAsked
from grader.families import Family
from grader.inputs import Inputs
from tests.grader.checks.quality.asking import SCHEMA, asked_columns, make_defect, make_key
from tests.grader.factories import Row, hand_in, make_rows

QUALITY = [check for check in CHECKS if check.family is Family.QUALITY]
ASKED = ("strike_id", "flight_date", "airport", "species", "speed_knots", "damage", "split", "cost_repairs")
AWKWARD = ("row", "key", "value", "votes", "n", "left", "right", "0", "label", "half", "literal", "a b", "é", "clean")
CELLS = (
    "",
    " ",
    "0",
    "-999",
    "1e400",
    "NaN",
    "N/A",
    "None",
    "train",
    "test",
    "1999-02-30",
    "2003-01-01",
    "x" * 3000,
    "½",
)
DECLARED = {
    "columns": asked_columns({"name": "row"}, {"name": "key", "type": "number", "nullable": True}),
    "dependencies": [{"determinant": ["airport", "row"], "dependent": "split"}],
}
CLEAN = make_rows(30)
KEY = make_key(
    CLEAN, make_defect(CLEAN[0], "airport", "DENVER INTL"), make_defect(CLEAN[1], None, None, twin=("100000",))
)

cells = st.sampled_from(CELLS) | st.text(
    st.characters(exclude_characters="\r\n\x00", exclude_categories=["Cs"]), max_size=8
)
samples = st.lists(st.sampled_from(ASKED + AWKWARD), min_size=1, max_size=8, unique=True).flatmap(
    lambda names: st.lists(st.fixed_dictionaries(dict.fromkeys(names, cells)), min_size=1, max_size=12)
)


def given_rows(folder: Path, rows: list[Row]) -> Inputs:
    return hand_in(folder, rows=rows, schema=SCHEMA, brief=DECLARED).inputs(answer_key=KEY.to_json())


@settings(max_examples=15)
@given(samples)
def test_every_check_answers(rows: list[Row]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        first, again = (given_rows(Path(folder, place), rows) for place in ("first", "again"))
        for check in QUALITY:
            answer = check.run(first)
            assert isinstance(answer, NotAsked) or 0 <= answer.measure <= 1
            assert answer == check.run(again)


@pytest.mark.parametrize("check", QUALITY, ids=lambda check: check.code)
def test_a_sample_without_rows_is_no_fault_of_ours(check: object, tmp_path: Path) -> None:
    header = ",".join(ASKED).encode() + b"\n"
    handed = hand_in(tmp_path, data={"data/sample.csv": header}, schema=SCHEMA, brief=DECLARED)
    (asked,) = [one for one in QUALITY if one is check]
    answer = asked.run(handed.inputs(answer_key=KEY.to_json()))
    assert isinstance(answer, NotAsked | Measured)
