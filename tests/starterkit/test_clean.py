"""The kit carries records on, splits them by what the brief says, and mends nothing."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, strategies as st

from kit.annotate import coverage, in_order, split_by_time
from kit.clean import clean

BRIEF: dict[str, Any] = {
    "columns": [{"name": name} for name in ("id", "day", "damage", "cost", "split")],
    "label": {"column": "damage", "values": ["None", "Minor"]},
    "split": {"column": "split", "values": ["train", "test"], "order_by": "day", "boundary": "2000-01-01"},
}


def table(**cells: str) -> pd.DataFrame:
    """Return one record, changed as asked."""
    return pd.DataFrame([{"id": "1", "cost": "0", "damage": "None", "day": "1999-10-19", **cells}], dtype=str)


@given(st.lists(st.tuples(st.text(max_size=2), st.sampled_from(["N/A", " Climb", "None", ""])), max_size=8))
def test_records_are_carried_on_as_they_are_and_each_once(rows: list[tuple[str, str]]) -> None:
    kept = clean(pd.DataFrame(rows, columns=["id", "phase"], dtype=str))
    assert list(kept.itertuples(index=False, name=None)) == list(dict.fromkeys(rows))


@pytest.mark.parametrize(
    ("day", "part"),
    [
        ("1999-12-31", "train"),
        ("2000-01-01", "test"),
        ("12/31/1999", ""),
        ("31 Dec 1999", ""),
        ("", ""),
    ],
)
def test_records_are_split_by_time_and_those_whose_day_is_not_read_not_at_all(day: str, part: str) -> None:
    assert split_by_time(table(day=day), BRIEF)["split"].tolist() == [part]


def test_every_column_of_the_brief_is_kept_in_its_order() -> None:
    sample = in_order(split_by_time(table(remark="a gull"), BRIEF), BRIEF)
    assert list(sample.columns) == ["id", "day", "damage", "cost", "split"]


def test_only_labels_of_the_brief_are_claimed() -> None:
    labels = pd.concat([table(damage=label) for label in ("None", "Minor", "C", "")], ignore_index=True)
    assert coverage(labels, BRIEF) == 0.5
