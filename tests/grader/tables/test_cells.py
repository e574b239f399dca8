"""A written cell means the same to the column and to the row."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings, strategies as st

from grader.digests import Json
from grader.schema import Schema, SchemaColumn, read_schema, type_of
from grader.strict import LARGEST_INTEGER
from grader.tables.cells import MISSING, typed, value_of

KINDS: list[dict[str, Any]] = [
    {"type": "integer"},
    {"type": "number"},
    {"type": ["number", "null"]},
    {"type": "boolean"},
    {"type": "string"},
]
CELLS = st.one_of(
    st.sampled_from(
        ["1", "-0", "01", "+1", ".5", "1.", "1.0", "1e3", "1E400", "Infinity", "NaN", "1_000", "١", " 1", "1 ", "0x1"]
    ),
    st.sampled_from(["9007199254740992", "9007199254740993", "-9007199254740993", "12345678901234567890", "1e16"]),
    st.sampled_from(["true", "True", "TRUE", "yes", "1", "false", "[1", "[1]", '{"a": 1}', "null"]),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.integers(-(10**18), 10**18).map(str),
)


def column(rules: Json, *, required: bool = False) -> SchemaColumn:
    document = {"properties": {"x": rules}, "required": ["x"] if required else []}
    found = Schema(document=document).column("x")
    assert found is not None
    return found


@settings(max_examples=250, deadline=None)
@given(rules=st.sampled_from(KINDS), cell=CELLS)
def test_the_typed_cell_is_the_value_where_the_value_has_the_type(rules: dict[str, Any], cell: str) -> None:
    wanted = column(rules)
    value = value_of(cell, wanted)
    assert value is not MISSING
    (in_frame,) = typed(pl.Series("x", [cell], dtype=pl.String), wanted).to_list()
    too_large = wanted.type == "integer" and isinstance(value, float) and abs(value) > LARGEST_INTEGER
    assert in_frame == (value if type_of(value) in wanted.types and not too_large else None)


@pytest.mark.parametrize(
    ("rules", "value"),
    [({"type": ["string", "null"]}, None), ({"type": "string"}, MISSING), ({}, None), ({"enum": ["a", None]}, None)],
)
def test_an_empty_cell_is_null_where_null_is_allowed_and_else_missing(rules: Json, value: object) -> None:
    assert value_of(None, column(rules)) is value


def test_lists_and_objects_are_read_as_json_where_the_schema_wants_them() -> None:
    assert value_of("[1, 2]", column({"type": "array"})) == [1, 2]
    assert value_of('{"a": 1, "a": 2}', column({"type": "object"})) == '{"a": 1, "a": 2}'
    assert value_of("[1, 2]", column({"type": "string"})) == "[1, 2]"


def test_dates_and_times_are_typed_by_their_format() -> None:
    days = typed(pl.Series("x", ["2024-02-29", "2023-02-29", "1/2/24"]), column({"type": "string", "format": "date"}))
    assert days.to_list() == [date(2024, 2, 29), None, None]
    times = ["2024-02-29T10:00:00Z", "2024-02-29t12:00:00.5+02:00", "2024-02-29 10:00:00"]
    stamps = typed(pl.Series("x", times), column({"type": "string", "format": "date-time"}))
    assert stamps.to_list() == [
        datetime(2024, 2, 29, 10, tzinfo=UTC),
        datetime(2024, 2, 29, 10, 0, 0, 500_000, tzinfo=UTC),
        None,
    ]


def test_a_listed_value_tells_its_type() -> None:
    schema = read_schema(json.dumps({"properties": {"x": {"enum": [1, 2]}, "y": {"const": "1"}}}).encode())
    assert [(one.name, one.type) for one in schema.columns] == [("x", "integer"), ("y", "string")]
