"""Rows are the same row when their cells say the same, whatever type they were given."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, strategies as st

from grader.measures.keys import content, row_keys


def same(one: str | None, other: str | None) -> bool:
    contents = content(pl.Series("cell", [one, other], dtype=pl.String))
    return bool(contents[0] == contents[1])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1", "1.0"),
        ("1000", "1e3"),
        ("0", "-0.0"),
        ("0.5", ".5"),
        (" a", "a "),
        (None, " "),
        ("True", "true"),
        ("1999-10-19", "1999-10-19T00:00:00"),
        ("1999-10-19", "1999-10-19 00:00:00.000"),
        ("1999-10-19", "1999-10-19T00:00:00Z"),
    ],
)
def test_what_says_the_same_is_the_same(one: str | None, other: str | None) -> None:
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("01", "1"),
        ("a", "A"),
        ("a", None),
        ("0", None),
        ("9007199254740993", "9007199254740992"),
        ("1999-10-19", "1999-10-20"),
        ("1999-10-19T10:00:00", "1999-10-19T00:00:00"),
    ],
)
def test_what_says_something_else_is_another(one: str | None, other: str | None) -> None:
    assert not same(one, other)


@given(st.integers(-(10**9), 10**9))
def test_a_number_is_the_same_however_it_is_written(number: int) -> None:
    assert same(str(number), f"{number}.0")
    assert same(str(number), f"{float(number)!r}")


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("ab")), min_size=1))
def test_cells_do_not_run_into_each_other(rows: list[tuple[str, str]]) -> None:
    table = pl.DataFrame(rows, schema=["one", "other"], orient="row")
    assert row_keys([content(column) for column in table]).n_unique() == len(set(rows))
