"""Rows are judged exactly as jsonschema-rs alone judges them."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings, strategies as st

from grader.limits import DEFAULT
from grader.rows import Failure, failures
from grader.rows.certain import certainly_good
from grader.schema import Schema, read_schema
from grader.strict import LARGEST_INTEGER
from grader.tables import READERS, lines
from grader.tables.part import Part
from tests.grader.factories import SCHEMA, make_csv, make_rows

NAMES = ("a", "b", "c")
CELLS = st.one_of(
    st.none(),
    st.sampled_from(
        ["1", "-3", "2.0", "1.5", "1e2", "1e999", "007", "9007199254740993", "true", "False", "x", "train"]
    ),
    st.sampled_from(["2020-02-29", "2021-02-29", "0000-01-01", "2020-01-01T10:00:00Z", "2020-01-01T25:00:00Z", "[1]"]),
    st.text(st.sampled_from("aZ9 ,\"'é\n-"), min_size=1, max_size=4),
)
NUMBERS = st.sampled_from([-3, 0, 1, 1.5, 2, 100, LARGEST_INTEGER])
NUMERIC = st.fixed_dictionaries(
    {"type": st.sampled_from(["integer", "number", ["integer", "null"], ["number", "null"]])},
    optional={
        "minimum": NUMBERS,
        "maximum": NUMBERS,
        "exclusiveMinimum": NUMBERS,
        "exclusiveMaximum": NUMBERS,
        "multipleOf": st.sampled_from([1, 0.5]),
        "enum": st.lists(st.sampled_from([1, 2, 1.5, 100.0, None, True, "x"]), min_size=1, max_size=3),
    },
)
TEXTUAL = st.fixed_dictionaries(
    {"type": st.sampled_from(["string", ["string", "null"]])},
    optional={
        "minLength": st.integers(0, 3),
        "maxLength": st.integers(0, 3),
        "pattern": st.sampled_from(["^[a-z]+$", "^[0-9]{4}-", "x|t", r"\d", ".", "[^a-z]", "Z?$"]),
        "format": st.sampled_from(["date", "date-time", "email", "unheard-of"]),
        "enum": st.lists(st.sampled_from(["x", "train", "1", 1, None]), min_size=1, max_size=3),
        "const": st.sampled_from(["x", None]),
    },
)
COLUMNS = st.one_of(
    NUMERIC,
    TEXTUAL,
    st.sampled_from([True, {}, {"title": "anything"}, {"type": "boolean"}, {"enum": ["x", 1]}, {"type": "array"}]),
    st.just({"anyOf": [{"type": "integer"}, {"type": "null"}]}),
)
SCHEMAS = st.fixed_dictionaries(
    {"properties": st.dictionaries(st.sampled_from(NAMES), COLUMNS, max_size=3)},
    optional={
        "type": st.just("object"),
        "required": st.lists(st.sampled_from([*NAMES, "d"]), unique=True, max_size=3),
        "additionalProperties": st.booleans(),
        "minProperties": st.just(2),
    },
)
TABLES = st.lists(st.fixed_dictionaries(dict.fromkeys(NAMES, CELLS)), min_size=1, max_size=5)


OBJECTS = st.lists(
    st.dictionaries(
        st.sampled_from([*NAMES, "d"]),
        st.one_of(
            st.none(),
            st.booleans(),
            st.sampled_from([0, 1, 1.0, 1.5, -3, 1e22, LARGEST_INTEGER, [], ["x"], {}, {"a": 1}]),
            st.sampled_from(["", "1", "x", "train", "true", "2020-02-29", "2020-01-01T10:00:00Z", "é"]),
        ),
        max_size=4,
    ),
    min_size=1,
    max_size=6,
).filter(any)


def read_part(name: str, data: bytes, schema: Schema) -> Part:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        return READERS[path.suffix](path, name, schema, DEFAULT)


def judged_alone(part: Part, schema: Schema) -> list[tuple[int, str, str]]:
    return [
        (row, error.kind.name, error.message)
        for row, document in enumerate(part.documents(None))
        for error in schema.validator.iter_errors(document)
    ]


def judged(part: Part, schema: Schema) -> list[tuple[int, str, str]]:
    return [(failure.row, failure.keyword, failure.message) for failure in failures(part, schema)]


@settings(max_examples=250, deadline=None)
@given(document=SCHEMAS, rows=TABLES)
def test_it_finds_in_csv_what_jsonschema_alone_finds(
    document: dict[str, Any], rows: list[dict[str, str | None]]
) -> None:
    schema = read_schema(json.dumps(document).encode())
    part = read_part("rows.csv", make_csv(rows), schema)
    assert judged(part, schema) == judged_alone(part, schema)


@settings(max_examples=120, deadline=None)
@given(
    document=SCHEMAS,
    numbers=st.lists(st.one_of(st.none(), st.floats(width=32), st.sampled_from([1.0, 2.0])), min_size=3, max_size=3),
    texts=st.lists(st.one_of(st.none(), st.sampled_from(["", "x", "1", "2020-02-29"])), min_size=3, max_size=3),
    counts=st.lists(st.one_of(st.none(), st.integers(-5, 2**60)), min_size=3, max_size=3),
)
def test_it_finds_in_parquet_what_jsonschema_alone_finds(
    document: dict[str, Any], numbers: list[float | None], texts: list[str | None], counts: list[int | None]
) -> None:
    schema = read_schema(json.dumps(document).encode())
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rows.parquet"
        pl.DataFrame(
            {"a": numbers, "b": texts, "c": counts}, schema={"a": pl.Float64, "b": pl.String, "c": pl.Int64}
        ).write_parquet(path)
        part = READERS[".parquet"](path, path.name, schema, DEFAULT)
    assert judged(part, schema) == judged_alone(part, schema)


@settings(max_examples=250, deadline=None)
@given(document=SCHEMAS, rows=OBJECTS, alike=st.booleans(), batch=st.integers(1, 4))
def test_it_finds_in_json_lines_what_jsonschema_alone_finds(
    document: dict[str, Any], rows: list[dict[str, Any]], alike: bool, batch: int
) -> None:
    schema = read_schema(json.dumps(document).encode())
    if alike:
        names = sorted({name for row in rows for name in row})
        rows = [{name: row.get(name) for name in names} for row in rows]
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        patched.setattr(lines, "BATCH", batch)
        path = Path(folder) / "rows.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        part = READERS[".jsonl"](path, path.name, schema, DEFAULT)
        assert judged(part, schema) == judged_alone(part, schema)
        assert list(part.documents(None)) == rows


def test_it_clears_good_lines_without_asking_jsonschema(tmp_path: Path) -> None:
    schema = read_schema(
        b'{"properties": {"a": {"type": "integer"}, "b": {"type": ["string", "null"]}}, "required": ["a"]}'
    )
    path = tmp_path / "rows.jsonl"
    path.write_text('{"a":1,"b":"x"}\n{"a":2,"b":null}\n{"a":3,"b":""}\n{"a":"4","b":"x"}\n{"a":5}\n')
    part = READERS[".jsonl"](path, path.name, schema, DEFAULT)
    assert certainly_good(part, schema).to_list() == [True, True, False, False, False]


def test_it_clears_good_rows_without_asking_jsonschema() -> None:
    schema = read_schema(json.dumps(SCHEMA).encode())
    rows = make_rows()
    rows[3]["speed_knots"] = 900
    good = certainly_good(read_part("rows.csv", make_csv(rows), schema), schema)
    assert good.arg_true().to_list() == [place for place in range(len(rows)) if place != 3]


def test_it_asks_about_each_value_of_a_column_it_does_not_understand_once() -> None:
    columns = {"id": {"type": "integer"}, "mail": {"anyOf": [{"type": "string", "format": "email"}, {"type": "null"}]}}
    schema = read_schema(json.dumps({"properties": columns, "required": ["id", "mail"]}).encode())
    mails = ["a@b.org", "nobody", None, "a@b.org"]
    rows = [{"id": str(number), "mail": mail} for number, mail in enumerate(mails)]
    good = certainly_good(read_part("rows.csv", make_csv(rows), schema), schema)
    assert good.to_list() == [True, False, True, True]


def test_it_names_row_column_keyword_and_message() -> None:
    schema = read_schema(json.dumps(SCHEMA).encode())
    rows = make_rows()
    rows[3]["speed_knots"] = 900
    (failure,) = failures(read_part("rows.csv", make_csv(rows), schema), schema)
    assert failure == Failure(
        row=3,
        column="speed_knots",
        path="/speed_knots",
        keyword="maximum",
        message="The value is greater than the maximum of 350",
    )


def test_it_tells_a_null_from_a_missing_name_in_json_lines(tmp_path: Path) -> None:
    schema = read_schema(b'{"properties": {"a": {"type": "integer"}}, "required": ["a"]}')
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'{"a": 1}\n{"a": null}\n{}\n{"a": "1"}\n')
    part = READERS[".jsonl"](path, path.name, schema, DEFAULT)
    assert [(failure.row, failure.keyword) for failure in failures(part, schema)] == [
        (1, "type"),
        (2, "required"),
        (3, "type"),
    ]
