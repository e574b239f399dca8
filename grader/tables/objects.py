"""JSON objects as columns: each value as the text of a cell, and again where its type is one the schema allows."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import NoneType
from typing import Any

import polars as pl

from grader.digests import Json
from grader.schema import SchemaColumn, type_of
from grader.tables.part import Document

WRITTEN: Mapping[type, Callable[[Any], str | None]] = {
    NoneType: lambda _: None,
    str: lambda text: text or None,
    int: str,
    float: repr,
    bool: lambda truth: "true" if truth else "false",
}
"""How JSON writes what is no list and no object."""
TEXT = {str, NoneType}
TYPES: Mapping[type, str] = {str: "string", int: "integer", bool: "boolean", list: "array", dict: "object"}
"""The JSON type of all values of a type of Python's, where they have one."""


@dataclass(frozen=True, kw_only=True)
class Cells:
    """Some rows by name: every value as text, those that fit the schema as text, and which rows are ``plain``.

    A plain row has every name, and no empty text: what is null in it is null.
    """

    written: Mapping[str, pl.Series]
    fitting: Mapping[str, pl.Series]
    plain: pl.Series


def cells_of(rows: Sequence[Document], column_of: Callable[[str], SchemaColumn | None]) -> Cells:
    """Return rows as columns, in the order in which their names first come."""
    alike = not _differ(rows)
    names = list(rows[0]) if alike else list(dict.fromkeys(name for row in rows for name in row))
    written, fitting = {}, {}
    plain = pl.Series([len(row) == len(names) for row in rows], dtype=pl.Boolean)
    for name in names:
        values = [row[name] for row in rows] if alike else [row.get(name) for row in rows]
        kinds = set(map(type, values))
        text = pl.Series(name, _texts(values, kinds), dtype=pl.String)
        written[name] = text
        fitting[name] = text if _fit(kinds, column_of(name)) else _fitting(name, values, column_of(name))
        if str in kinds and "" in values:
            plain &= pl.Series([value != "" for value in values], dtype=pl.Boolean)
    return Cells(written=written, fitting=fitting, plain=plain)


def joined(parts: Sequence[tuple[Mapping[str, pl.Series], int]]) -> pl.DataFrame:
    """Return parts of a table, each with how many rows it has, as one; what a part has no name for is null."""
    names = dict.fromkeys(name for columns, _ in parts for name in columns)
    return pl.DataFrame(
        [
            pl.concat([columns.get(name, pl.Series(name, [None] * rows, dtype=pl.String)) for columns, rows in parts])
            for name in names
        ]
    )


def text_of(value: Json) -> str | None:
    """Return a JSON value as the text of a cell: strings as they are, null as an empty cell, the rest as JSON."""
    write = WRITTEN.get(type(value))
    return write(value) if write else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _differ(rows: Sequence[Document]) -> bool:
    names = rows[0].keys()
    return any(row.keys() != names for row in rows)


def _texts(values: Sequence[Json], kinds: set[type]) -> Sequence[Any]:
    if kinds <= TEXT and "" not in values:
        return values
    [write] = (WRITTEN.get(kind, text_of) for kind in kinds) if len(kinds) == 1 else (text_of,)
    return list(map(write, values))


def _fit(kinds: set[type], column: SchemaColumn | None) -> bool:
    """Say whether the schema certainly allows all values of some types of Python's."""
    allowed = {"integer", *column.types} if column and "number" in column.types else set(column.types) if column else ()
    return not allowed or all(
        TYPES.get(kind) in allowed or (kind is float and "number" in allowed) for kind in kinds - {NoneType}
    )


def _fitting(name: str, values: Sequence[Json], column: SchemaColumn | None) -> pl.Series:
    """Blank the values whose JSON type the schema does not allow, lest text be read as a number."""
    types = column.types if column else ()
    return pl.Series(name, [text_of(value) if type_of(value) in types else None for value in values], dtype=pl.String)
