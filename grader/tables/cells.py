"""What a written cell means: typed by the column's schema and by nothing else.

A number is what JSON calls a number; a boolean is ``true``, ``True`` or ``TRUE`` and likewise ``false``; an empty cell
is null where the schema allows null and a missing property where it does not; everything else is text.
"""

from __future__ import annotations

import re
from contextlib import suppress
from enum import Enum
from math import isfinite

import polars as pl

from grader.digests import Json
from grader.schema import SchemaColumn, type_of
from grader.strict import LARGEST_INTEGER, decode

NUMBER = r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$"
DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
DATE_TIME = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})$"
BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}

_NUMBER = re.compile(NUMBER[:-1] + r"\Z")


class Missing(Enum):
    """The one value that stands for a property that is not there."""

    MISSING = "missing"


MISSING = Missing.MISSING


def value_of(cell: str | None, column: SchemaColumn) -> Json | Missing:
    """Return the JSON value a written cell stands for in ``column``."""
    if cell is None:
        return None if column.nullable else MISSING
    if {"integer", "number"} & set(column.types) and _NUMBER.match(cell) and (number := _number(cell)) is not None:
        return number
    if "boolean" in column.types and cell in BOOLEANS:
        return BOOLEANS[cell]
    if cell[0] in "[{" and {"array", "object"} & set(column.types):
        with suppress(ValueError):
            value = decode(cell)
            return value if type_of(value) in column.types else cell
    return cell


def typed(cells: pl.Series, column: SchemaColumn | None) -> pl.Series:
    """Return written cells as the column's type; what does not fit is null."""
    name = cells.name
    expression = _expression(pl.col(name), column)
    return cells if expression is None else cells.to_frame().select(expression.alias(name))[name]


def _expression(cell: pl.Expr, column: SchemaColumn | None) -> pl.Expr | None:
    if column is None:
        return None
    written = pl.when(cell.str.contains(NUMBER)).then(cell)
    exact, real = written.cast(pl.Int64, strict=False), written.cast(pl.Float64, strict=False)
    if column.type == "integer":
        return pl.when(exact.is_null()).then(whole(real)).otherwise(whole(exact))
    if column.type == "number":
        return pl.when(real.is_finite() & ((exact.abs() <= LARGEST_INTEGER) | cell.str.contains("[.eE]"))).then(real)
    if column.type == "boolean":
        return cell.replace_strict(BOOLEANS, default=None, return_dtype=pl.Boolean)
    if column.type == "string" and column.format == "date":
        return pl.when(cell.str.contains(DATE)).then(cell).str.to_date("%Y-%m-%d", strict=False)
    if column.type == "string" and column.format == "date-time":
        stamp = pl.when(cell.str.contains(DATE_TIME)).then(cell.str.to_uppercase().str.replace("Z", "+00:00"))
        return stamp.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f%:z", time_unit="us", time_zone="UTC", strict=False)
    return None


def whole(number: pl.Expr) -> pl.Expr:
    """Return numbers without a fraction as integers, and null for all others and for those beyond 2^53 - 1."""
    fits = (number.abs() <= LARGEST_INTEGER) & (number == number.round())
    return pl.when(fits).then(number).cast(pl.Int64, strict=False)


def _number(cell: str) -> int | float | None:
    if cell.lstrip("-").isdigit():
        whole_number = int(cell) if len(cell) < 18 else LARGEST_INTEGER + 1
        return whole_number if abs(whole_number) <= LARGEST_INTEGER else None
    number = float(cell)
    return number if isfinite(number) else None
