"""Tables for spreadsheets, which run none of their cells."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, strategies as st

from hiring.lib.sheets import csv_of

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1+1"])
def test_a_text_that_a_spreadsheet_would_run_begins_with_an_apostrophe(text: str) -> None:
    assert next(csv.reader(io.StringIO(csv_of([text], []), newline=""))) == [text]
    [_, row] = csv.reader(io.StringIO(csv_of(["a"], [[text]]), newline=""))
    assert row == [f"'{text}"]


@given(st.lists(st.lists(TEXTS | st.integers(), min_size=2, max_size=2)))
def test_what_is_written_is_read_again(rows: list[list[str | int]]) -> None:
    [headings, *read] = csv.reader(io.StringIO(csv_of(["a", "b"], rows), newline=""))
    assert headings == ["a", "b"]
    assert [[cell.removeprefix("'") for cell in row] for row in read] == [
        [str(cell).removeprefix("'") for cell in row] for row in rows
    ]
