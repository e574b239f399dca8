"""Which rows are certainly good, told by column expressions; where a keyword is not understood, each value is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import reduce
from operator import and_, ge, gt, le, lt
from typing import Any

import polars as pl

from grader.rows.asked import good_cells
from grader.schema import Schema, SchemaColumn
from grader.tables.part import Part

REMARKS = frozenset({"$comment", "title", "description", "examples", "default", "deprecated", "readOnly", "writeOnly"})
ROOT = REMARKS | {"$schema", "$id", "$defs", "type", "properties", "required", "additionalProperties"}
BOUNDS = {"minimum": ge, "maximum": le, "exclusiveMinimum": gt, "exclusiveMaximum": lt}
LENGTHS = {"minLength": ge, "maxLength": le}

# Patterns that mean the same in every dialect of regular expressions.
PLAIN_PATTERN = re.compile(
    r"\^?"
    r"(?:(?:[A-Za-z0-9_ /:,@#=-]|\[\^?(?:[A-Za-z0-9_ ](?:-[A-Za-z0-9])?)+\])(?:[+*?]|\{[0-9]{1,2}(?:,[0-9]{0,2})?\})?)*"
    r"\$?"
)
ZULU = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?Z$"


def certainly_good(part: Part, schema: Schema) -> pl.Series:
    """Return a mask of the rows that jsonschema-rs would certainly accept; False only means that it must be asked."""
    nothing = pl.repeat(value=False, n=part.rows, dtype=pl.Boolean, eager=True)
    if not _is_plain_root(schema, part):
        return nothing
    expressions = {name: _column(name, schema, is_named=part.plain is not None) for name in part.raw.columns}
    asked = [name for name, expression in expressions.items() if expression is None]
    if asked and part.format != "csv":
        return nothing
    known = [expression for expression in expressions.values() if expression is not None]
    cells = pl.concat(
        [part.raw.rename(_text_name), part.frame.select(part.raw.columns).rename(_value_name)], how="horizontal"
    )
    good = cells.with_columns(reduce(and_, known, pl.lit(value=True)).fill_null(value=False).alias("good"))["good"]
    masks = [good_cells(part.raw[name], schema) for name in asked]
    return reduce(and_, masks if part.plain is None else [*masks, part.plain], good)


def _is_plain_root(schema: Schema, part: Part) -> bool:
    document = schema.document
    named = {column.name for column in schema.columns}
    return (
        set(document) <= ROOT
        and document.get("type", "object") == "object"
        and isinstance(document.get("additionalProperties", True), bool)
        and set(document.get("required", ())) <= named & set(part.raw.columns)
    )


def _column(name: str, schema: Schema, *, is_named: bool) -> pl.Expr | None:
    """Return when a cell of a column is certainly good, or None when that can't be told here.

    Where a row has a name though its cell is empty (``is_named``), an empty cell is null; elsewhere it is no property
    unless the schema allows null.
    """
    column, text, value = schema.column(name), pl.col(_text_name(name)), pl.col(_value_name(name))
    if column is None and schema.document.get("additionalProperties", True):
        return pl.lit(value=True)
    if column is None:
        return pl.lit(value=False) if is_named else text.is_null()
    subschema = schema.document.get("properties", {}).get(name)
    if not isinstance(subschema, dict):
        return None
    if set(subschema) <= REMARKS:
        return pl.lit(value=True)
    filled = _filled(column, subschema, text, value)
    if filled is None:
        return None
    empty = pl.lit(value=column.nullable or not (is_named or column.required))
    return pl.when(text.is_null()).then(empty).otherwise(value.is_not_null() & filled)


def _filled(column: SchemaColumn, subschema: Mapping[str, Any], text: pl.Expr, value: pl.Expr) -> pl.Expr | None:
    """Return when a cell that is not empty and fits its type is good, or None."""
    rules = [(key, given) for key, given in subschema.items() if key not in REMARKS and key != "type"]
    if column.type in {"integer", "number"}:
        tests = [_of_number(key, given, value) for key, given in rules]
    elif column.type == "string":
        tests = [_of_text(key, given, text, value) for key, given in rules]
    elif column.type == "boolean" and not rules:
        tests = []
    else:
        return None
    known = [test for test in tests if test is not None]
    return reduce(and_, known, pl.lit(value=True)) if len(known) == len(tests) else None


def _of_number(key: str, given: Any, value: pl.Expr) -> pl.Expr | None:
    if key in BOUNDS:
        bounded: pl.Expr = BOUNDS[key](value.cast(pl.Float64), float(given))
        return bounded
    if key in {"enum", "const"}:
        listed = _listed(key, given)
        numbers = [float(each) for each in listed if isinstance(each, int | float) and not isinstance(each, bool)]
        return value.cast(pl.Float64).is_in(numbers)
    return None


def _of_text(key: str, given: Any, text: pl.Expr, value: pl.Expr) -> pl.Expr | None:
    if key in LENGTHS:
        measured: pl.Expr = LENGTHS[key](text.str.len_chars(), given)
        return measured
    if key in {"enum", "const"}:
        return text.is_in([each for each in _listed(key, given) if isinstance(each, str)])
    if key == "pattern" and PLAIN_PATTERN.fullmatch(given):
        return text.str.contains(given)
    if key == "format" and given == "date":
        return value.dt.year() >= 1
    if key == "format" and given == "date-time":
        return text.str.contains(ZULU) & (value.dt.year() >= 1)
    return None


def _listed(key: str, given: Any) -> Sequence[Any]:
    return [given] if key == "const" else list(given)


def _text_name(name: str) -> str:
    return f"text:{name}"


def _value_name(name: str) -> str:
    return f"value:{name}"
