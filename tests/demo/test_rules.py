"""The brief's own rules keep what is known, blank what is not, and invent nothing."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, strategies as st

from demo.diligence.rules import keep_rules, known_in_time, one_style, tidy, within_rules

BRIEF: dict[str, Any] = {
    "columns": [
        {"name": "id", "type": "string"},
        {"name": "day", "type": "date"},
        {"name": "phase", "type": "string", "enum": ["Climb", "Approach"], "nullable": True},
        {"name": "speed", "type": "integer", "nullable": True, "minimum": 0, "maximum": 350},
        {"name": "damage", "type": "string", "enum": ["None", "Minor"], "nullable": True},
        {"name": "cost", "type": "integer", "nullable": True, "known_after_outcome": True},
    ],
    "key": ["id"],
    "placeholders": ["N/A", "-999"],
    "formats": {"day": {"date": "%Y-%m-%d"}},
}


def table(**cells: str) -> pd.DataFrame:
    """Return one record, changed as asked."""
    usual = {"id": "1", "day": "1999-10-19", "phase": "Climb", "speed": "140", "damage": "None", "cost": "0"}
    return pd.DataFrame([{**usual, **cells}], dtype=str)


def mended(dirty: pd.DataFrame) -> pd.DataFrame:
    """Return records tidied and held to the rules."""
    return keep_rules(tidy(dirty, BRIEF["placeholders"]), BRIEF)


@pytest.mark.parametrize(
    ("column", "written", "kept"),
    [
        ("damage", "None", "None"),
        ("damage", "C", ""),
        ("phase", "APPROACH", "Approach"),
        ("phase", " Climb\u00a0", "Climb"),
        ("phase", "X", ""),
        ("speed", "-999", ""),
        ("speed", "400", ""),
        ("speed", "", ""),
        ("day", "10/19/1999", "1999-10-19"),
        ("day", "19 Oct 1999", "1999-10-19"),
    ],
)
def test_a_cell_is_mended_by_the_briefs_own_rules(column: str, written: str, kept: str) -> None:
    assert mended(table(**{column: written}))[column].tolist() == [kept]


def test_a_record_without_a_value_that_is_needed_is_left_out() -> None:
    assert mended(table(day="N/A")).empty


def test_of_two_records_with_one_key_the_first_is_kept() -> None:
    twice = pd.concat([table(speed="140"), table(speed="150")], ignore_index=True)
    assert mended(twice)["speed"].tolist() == ["140"]


@given(st.lists(st.text(max_size=6), max_size=5))
def test_tidying_twice_is_tidying_once(cells: list[str]) -> None:
    written = pd.DataFrame({"phase": pd.Series(cells, dtype=str)})
    once = tidy(written, BRIEF["placeholders"])
    assert tidy(once, BRIEF["placeholders"]).equals(once)


@given(st.dates().filter(lambda day: day.year >= 1900))
def test_every_style_of_a_day_is_the_same_day(day: Any) -> None:
    written = pd.Series([day.strftime(style) for style in ("%Y-%m-%d", "%m/%d/%Y", "%d %b %Y")])
    assert one_style(written, "%Y-%m-%d").tolist() == [day.isoformat()] * 3


@given(st.text(max_size=8))
def test_a_listed_value_comes_out_listed_or_blank(cell: str) -> None:
    assert within_rules(pd.Series([cell], dtype=str), BRIEF["columns"][2])[0] in {"Climb", "Approach", ""}


def test_what_is_known_only_after_the_outcome_is_left_out() -> None:
    assert list(known_in_time(table(), BRIEF).columns) == ["id", "day", "phase", "speed", "damage"]
