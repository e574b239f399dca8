"""Two parts are compared by key and by order."""

from __future__ import annotations

import polars as pl
from hypothesis import given, strategies as st

from grader.measures.splits import ordered, shared

rows = st.lists(
    st.tuples(st.none() | st.sampled_from("abcde"), st.sampled_from(["train", "test", "none"])), max_size=30
)


def masks(parts: list[str]) -> tuple[pl.Series, pl.Series]:
    part = pl.Series("part", parts, dtype=pl.String)
    return part == "train", part == "test"


def wrong_at(cut: str, table: list[tuple[str | None, str]]) -> int:
    return sum(
        value is not None and ((part == "train" and value >= cut) or (part == "test" and value < cut))
        for value, part in table
    )


@given(rows)
def test_the_rows_shared_are_those_of_the_second_part_whose_key_is_in_the_first(
    table: list[tuple[str | None, str]],
) -> None:
    keys = pl.Series([ord(value or "-") for value, _ in table], dtype=pl.UInt64)
    trained = {value for value, part in table if part == "train"}
    expected = [place for place, (value, part) in enumerate(table) if part == "test" and value in trained]
    assert shared(keys, *masks([part for _, part in table])).to_list() == expected


@given(rows)
def test_no_boundary_puts_fewer_rows_on_the_wrong_side(table: list[tuple[str | None, str]]) -> None:
    values = pl.Series("value", [value for value, _ in table], dtype=pl.String)
    order = ordered(values, *masks([part for _, part in table]))
    assert len(order.misplaced) == min((wrong_at(cut, table) for cut, _ in table if cut is not None), default=0)


@given(rows, st.sampled_from("abcde"))
def test_a_given_boundary_is_kept(table: list[tuple[str | None, str]], boundary: str) -> None:
    values = pl.Series("value", [value for value, _ in table], dtype=pl.String)
    order = ordered(values, *masks([part for _, part in table]), boundary=boundary)
    assert (order.boundary, len(order.misplaced)) == (boundary, wrong_at(boundary, table))
