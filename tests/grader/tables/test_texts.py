"""Cells that are written all at once read as if each had been written by itself."""

from __future__ import annotations

from datetime import UTC, date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, strategies as st

from grader.tables.objects import text_of
from grader.tables.texts import json_of, texts_of

STORED: list[tuple[pl.DataType, st.SearchStrategy[Any]]] = [
    (pl.Float64(), st.floats()),
    (pl.Float64(), st.floats(-1e6, 1e6).map(lambda number: round(number, 3))),
    (pl.Float32(), st.floats(width=32)),
    (pl.Int64(), st.integers(-(2**63), 2**63 - 1)),
    (pl.Boolean(), st.booleans()),
    (pl.Date(), st.dates(date(1, 1, 1))),
    (pl.Datetime("us"), st.datetimes()),
    (pl.Datetime("ms"), st.datetimes().map(lambda moment: moment.replace(microsecond=0))),
    (pl.Datetime("us", "UTC"), st.datetimes(timezones=st.just(UTC))),
    (pl.List(pl.Int64()), st.lists(st.integers(0, 9))),
]


@pytest.mark.parametrize(("dtype", "values"), STORED)
@given(data=st.data())
def test_all_at_once_is_each_by_itself(dtype: pl.DataType, values: st.SearchStrategy[Any], data: st.DataObject) -> None:
    cells = pl.Series("cell", data.draw(st.lists(st.none() | values, min_size=1, max_size=8)), dtype=dtype)
    assert texts_of(cells).to_list() == [text_of(json_of(value)) for value in cells.to_list()]
