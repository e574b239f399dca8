"""The schema of one row: a stranger's JSON Schema, held to what can be checked safely, and the columns it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import jsonschema_rs

from grader.digests import Json, schema_hash_of
from grader.formats import read_json
from grader.subschemas import NAME, compile_schema, refuse, refuse_hostile, target_of

DRAFT = "https://json-schema.org/draft/2020-12/schema"
TYPE_NAMES = ("null", "boolean", "integer", "number", "string", "array", "object")


@dataclass(frozen=True, kw_only=True)
class SchemaColumn:
    """A column the schema names.

    ``types`` are the JSON types it allows except null, in the order of ``TYPE_NAMES``, empty when it allows any;
    ``nullable`` tells whether null is allowed, ``enum`` the only values when they are listed.
    """

    name: str
    types: tuple[str, ...]
    format: str | None
    enum: tuple[Json, ...] | None
    nullable: bool
    required: bool

    @property
    def type(self) -> str:
        """The one type of the column; numbers stand for integers and numbers both, ``any`` for every other mixture."""
        if set(self.types) == {"integer", "number"}:
            return "number"
        return self.types[0] if len(self.types) == 1 else "any"


@dataclass(frozen=True, kw_only=True)
class Schema:
    """A schema that was found safe to check rows by."""

    document: Mapping[str, Any]

    @cached_property
    def digest(self) -> str:
        """The schema hash: the digest of the document's canonical form."""
        return schema_hash_of(dict(self.document))

    @cached_property
    def columns(self) -> tuple[SchemaColumn, ...]:
        """The columns it names, in the order it names them."""
        whole = list(self._conjuncts(self.document))
        required = {name for part in whole for name in part.get("required", ())}
        names = dict.fromkeys(name for part in whole for name in part.get("properties", {}))
        return tuple(self._column(name, name in required) for name in names)

    def column(self, name: str) -> SchemaColumn | None:
        """Return the column called ``name``, if the schema names it."""
        return self._by_name.get(name)

    @cached_property
    def _by_name(self) -> Mapping[str, SchemaColumn]:
        return {column.name: column for column in self.columns}

    def rules(self, name: str) -> tuple[Mapping[str, Any], ...]:
        """Return every subschema that all values of a column must satisfy."""
        subschemas = [
            part["properties"][name] for part in self._conjuncts(self.document) if name in part.get("properties", {})
        ]
        return tuple(rule for subschema in subschemas for rule in self._conjuncts(subschema))

    @cached_property
    def validator(self) -> jsonschema_rs.Validator:
        """The compiled schema; formats are asserted, patterns run in linear time, nothing is fetched."""
        return compile_schema(self.document)

    def _column(self, name: str, required: bool) -> SchemaColumn:
        rules = self.rules(name)
        allowed = frozenset(TYPE_NAMES).intersection(*(self._types(rule) for rule in rules))
        enums = [tuple(rule["enum"]) for rule in rules if "enum" in rule]
        enums += [(rule["const"],) for rule in rules if "const" in rule]
        values = allowed - {"null"}
        return SchemaColumn(
            name=name,
            types=() if len(values) == len(TYPE_NAMES) - 1 else tuple(kind for kind in TYPE_NAMES if kind in values),
            format=next((rule["format"] for rule in rules if isinstance(rule.get("format"), str)), None),
            enum=enums[0] if enums else None,
            nullable="null" in allowed,
            required=required,
        )

    def _types(self, subschema: Any) -> frozenset[str]:
        """Return the JSON types a subschema can allow; an integer is also a number."""
        everything = frozenset(TYPE_NAMES)
        if not isinstance(subschema, dict):
            return everything if subschema else frozenset()
        allowed = everything
        if "type" in subschema:
            listed = subschema["type"] if isinstance(subschema["type"], list) else [subschema["type"]]
            allowed &= frozenset(listed) | ({"integer"} if "number" in listed else frozenset())
        for values in ([subschema["const"]] if "const" in subschema else None, subschema.get("enum")):
            if values is not None:
                allowed &= frozenset(type_of(value) for value in values)
        if "$ref" in subschema:
            allowed &= self._types(target_of(self.document, subschema["$ref"]))
        for branch in subschema.get("allOf", ()):
            allowed &= self._types(branch)
        for keyword in ("anyOf", "oneOf"):
            if keyword in subschema:
                allowed &= frozenset().union(*(self._types(branch) for branch in subschema[keyword]))
        return allowed

    def _conjuncts(self, subschema: Any) -> Iterator[Mapping[str, Any]]:
        """Yield the subschemas that all must hold: it, what it refers to, and its ``allOf``."""
        if not isinstance(subschema, dict):
            return
        yield subschema
        if "$ref" in subschema:
            yield from self._conjuncts(target_of(self.document, subschema["$ref"]))
        for branch in subschema.get("allOf", ()):
            yield from self._conjuncts(branch)


def read_schema(data: bytes) -> Schema:
    """Return the schema in ``data``; raise Unreadable naming the place that is invalid or not safe to check by."""
    document = read_json(data, file=NAME)
    if not isinstance(document, dict):
        refuse("It is not a JSON object.", [], remedy="Write a JSON Schema of one row.")
    if document.get("$schema", DRAFT) != DRAFT:
        refuse("It is written for another draft.", ["$schema"], remedy=f"Write it for {DRAFT}.")
    refuse_hostile(document)
    compile_schema(document)
    return Schema(document=document)


def type_of(value: Json) -> str:
    """Return the JSON type of a value as JSON Schema counts it: a number without a fraction is an integer."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "integer" if float(value).is_integer() else "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"
