"""A stranger's schema is held to what can be checked safely."""

from __future__ import annotations

import json
from time import perf_counter
from typing import Any

import pytest

from grader.errors import Unreadable
from grader.schema import Schema, read_schema


def read(document: Any) -> Schema:
    return read_schema(json.dumps(document).encode())


def unfolding(levels: int) -> dict[str, Any]:
    """Return a schema that doubles with every level of references."""
    defs: dict[str, Any] = {f"d{n}": {"allOf": [{"$ref": f"#/$defs/d{n + 1}"}] * 2} for n in range(levels)}
    return {"$ref": "#/$defs/d0", "$defs": {**defs, f"d{levels}": {}}}


def chain(length: int) -> dict[str, Any]:
    defs: dict[str, Any] = {f"d{n}": {"$ref": f"#/$defs/d{n + 1}"} for n in range(length)}
    return {"$ref": "#/$defs/d0", "$defs": {**defs, f"d{length}": {}}}


@pytest.mark.parametrize(
    ("document", "place", "said"),
    [
        ({"properties": {"a": {"$ref": "http://evil.example/x"}}}, "/properties/a/$ref", "outside of itself"),
        ({"properties": {"a": {"$ref": "#anchor"}}}, "/properties/a/$ref", "outside of itself"),
        ({"allOf": [{"$ref": "file:///etc/passwd"}]}, "/allOf/0/$ref", "outside of itself"),
        ({"properties": {"a": {"$dynamicRef": "#a"}}}, "/properties/a", "uses $dynamicRef"),
        ({"properties": {"a": {"$id": "http://evil.example/"}}}, "/properties/a", "another address"),
        ({"$ref": "#"}, "/$ref", "to itself without end"),
        ({"properties": {"a": {"$ref": "#"}}}, "/properties/a/$ref", "to itself without end"),
        ({"$ref": "#/$defs/gone"}, "/", "which it does not hold"),
        ({"$ref": "#/$defs/a", "$defs": {"a": {"items": {"$ref": "#/$defs/a"}}}}, "/$defs/a/items/$ref", "to itself"),
        (unfolding(30), "/", "too large"),
        (chain(500), "/$defs/d64", "nested too deeply"),
        ({"properties": {"a": {"pattern": "(a)\\1"}}}, "/properties/a/pattern", "not a valid JSON Schema"),
        ({"properties": {"a": {"pattern": "((x{1000}){1000}){1000}"}}}, "/properties/a/pattern", "not a valid"),
        ({"properties": {"a": {"minimum": "low"}}}, "/properties/a/minimum", "not a valid JSON Schema"),
        ({"properties": 3}, "/properties", "not a valid JSON Schema"),
        ({"$schema": "http://json-schema.org/draft-07/schema#"}, "/$schema", "another draft"),
        ([], "/", "not a JSON object"),
    ],
)
def test_a_hostile_or_broken_schema_is_refused_at_its_place(document: Any, place: str, said: str) -> None:
    began = perf_counter()
    with pytest.raises(Unreadable) as refusal:
        read(document)
    assert refusal.value.place == place
    assert said in refusal.value.sentence
    assert refusal.value.remedy
    assert perf_counter() - began < 2


def test_a_pattern_that_hangs_other_validators_runs_in_linear_time() -> None:
    schema = read({"properties": {"a": {"pattern": "^(a+)+$"}}})
    began = perf_counter()
    assert not schema.validator.is_valid({"a": "a" * 50_000 + "!"})
    assert perf_counter() - began < 1


def test_data_that_looks_like_a_reference_is_data() -> None:
    assert read({"properties": {"a": {"const": {"$ref": "http://example.org"}}}}).columns[0].type == "object"


def test_columns_gather_what_all_parts_say() -> None:
    schema = read(
        {
            "$ref": "#/$defs/base",
            "required": ["b"],
            "properties": {"b": {"anyOf": [{"type": "number"}, {"type": "null"}]}},
            "$defs": {"base": {"required": ["a"], "properties": {"a": {"type": ["string", "null"], "enum": ["x"]}}}},
        }
    )
    told = [(one.name, one.type, one.nullable, one.required) for one in schema.columns]
    assert told == [("b", "number", True, True), ("a", "string", False, True)]


def test_formats_are_asserted() -> None:
    assert not read({"properties": {"a": {"format": "date"}}}).validator.is_valid({"a": "1999-02-30"})
