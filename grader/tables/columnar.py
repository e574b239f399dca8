"""Parquet files: the footer is held to limits first, then batches are read until they would take too much memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from grader.digests import Json
from grader.errors import Unreadable
from grader.limits import Limits
from grader.schema import Schema, SchemaColumn
from grader.tables.cells import MISSING, Missing, typed, whole
from grader.tables.delimited import untyped
from grader.tables.part import Document, Part
from grader.tables.texts import WITHOUT_ZONE, json_of, texts_of

MAGIC = b"PAR1"
TAIL = 8
DEEPEST = 4
BATCH = 8_192
# A list's element has a place of its own in memory, however few bits it takes in the file.
ELEMENT = 8
READ_ERRORS = (
    pa.ArrowException,
    OSError,
    ValueError,
    ArithmeticError,
    pl.exceptions.PolarsError,
    pl.exceptions.PanicException,
)


def read_columnar(path: Path, file: str, schema: Schema, limits: Limits) -> Part:
    """Return the rows of a Parquet file; raise Unreadable when its claims or its content go beyond the limits."""
    _check_footer(path, file, limits)
    try:
        with pq.ParquetFile(path, memory_map=False) as parquet:
            _check_claims(parquet.metadata, path.stat().st_size, file, limits)
            native = _read_batches(parquet, file, limits)
    except READ_ERRORS as error:
        raise Unreadable("It is not a sound Parquet file.", file=file, remedy="Write it again.") from error
    columns = [_convert(native[name], schema.column(name), file, limits) for name in native.columns]
    return Part(
        file=file,
        format="parquet",
        raw=pl.DataFrame([column.text for column in columns]),
        frame=pl.DataFrame([column.fitted for column in columns]),
        documents=partial(_documents, pl.DataFrame([column.native for column in columns]), schema),
    )


@dataclass(frozen=True, kw_only=True)
class _Converted:
    """One column thrice: as it was stored, as text, and in the type of the schema."""

    native: pl.Series
    text: pl.Series
    fitted: pl.Series


def _convert(stored: pl.Series, column: SchemaColumn | None, file: str, limits: Limits) -> _Converted:
    """Return a column converted; raise Unreadable naming the first value that nobody else could read."""
    try:
        if ELEMENT * _elements(stored) > limits.unpacked:
            raise _too_large(file, limits)
        native = _days(stored) if column and column.format == "date" else stored
        text = texts_of(native)
        return _Converted(native=native, text=text, fitted=_fitted(native, text, column))
    except READ_ERRORS as error:
        row = _first_unreadable(stored)
        raise Unreadable(
            f"Column {stored.name} holds a {stored.dtype} that can't be written as text.",
            file=file,
            place=f"row {row}" if row else None,
            limit="dates and times from the year 1 to the year 9999, durations below a billion days",
            remedy="Mend the value, or write the column as text.",
        ) from error


def _elements(cells: pl.Series) -> int:
    """Return how many values all lists within a column hold, on all levels."""
    if isinstance(cells.dtype, pl.List | pl.Array):
        inner = cells.explode()
        return len(inner) + _elements(inner)
    if isinstance(cells.dtype, pl.Struct):
        return sum(map(_elements, cells.struct.unnest()))
    return 0


def _days(cells: pl.Series) -> pl.Series:
    """Return timestamps that are all midnight as days: writers that know no days store days so."""
    if not isinstance(cells.dtype, pl.Datetime) or cells.dtype.time_zone not in WITHOUT_ZONE:
        return cells
    return cells.dt.date() if (cells.dt.time() == time()).all() else cells


def _first_unreadable(cells: pl.Series) -> int | None:
    for row in range(len(cells)):
        try:
            cells.slice(row, 1).to_list()
        except READ_ERRORS:
            return row + 1
    return None


def _check_footer(path: Path, file: str, limits: Limits) -> None:
    size = path.stat().st_size
    with path.open("rb") as stream:
        head = stream.read(len(MAGIC))
        stream.seek(max(0, size - TAIL))
        tail = stream.read(TAIL)
    if head != MAGIC or tail[-len(MAGIC) :] != MAGIC or size < TAIL + len(MAGIC):
        raise Unreadable("It does not begin and end as Parquet does.", file=file, remedy="Write it again.")
    footer = int.from_bytes(tail[:4], "little")
    if footer > min(limits.footer, size - TAIL):
        raise Unreadable(
            f"Its footer claims {footer:,} bytes.",
            file=file,
            limit=f"{limits.footer:,} bytes, and no more than the file",
            remedy="Write it with fewer columns and row groups.",
        )


def _check_claims(metadata: Any, size: int, file: str, limits: Limits) -> None:
    unpacked = sum(
        group.column(place).total_uncompressed_size
        for group in map(metadata.row_group, range(metadata.num_row_groups))
        for place in range(group.num_columns)
    )
    depth = max((path.count(".") + 1 for path in _paths(metadata.schema)), default=0)
    claims = (
        (metadata.num_rows > limits.rows, f"{metadata.num_rows:,} rows", f"{limits.rows:,} rows"),
        (metadata.num_columns > limits.columns, f"{metadata.num_columns:,} columns", f"{limits.columns} columns"),
        (depth > DEEPEST, f"columns nested {depth} deep", f"{DEEPEST} levels"),
        (unpacked > limits.unpacked, f"{unpacked:,} bytes unpacked", f"{limits.unpacked:,} bytes"),
        (
            unpacked > max(limits.spared_by_ratio, limits.ratio * size),
            f"{unpacked:,} bytes, packed into {size:,}",
            f"{limits.ratio} to 1",
        ),
    )
    for beyond, claim, limit in claims:
        if beyond:
            raise Unreadable(f"It claims {claim}.", file=file, limit=limit, remedy="Hand in a smaller, plainer table.")


def _paths(schema: Any) -> Iterator[str]:
    return (schema.column(place).path for place in range(len(schema)))


def _read_batches(parquet: Any, file: str, limits: Limits) -> pl.DataFrame:
    batches, taken = [], 0
    for batch in parquet.iter_batches(batch_size=BATCH, use_threads=False):
        taken += batch.nbytes
        if taken > limits.unpacked:
            raise _too_large(file, limits)
        batch.validate(full=True)
        batches.append(batch)
    read = pl.from_arrow(pa.Table.from_batches(batches, schema=parquet.schema_arrow))
    if not isinstance(read, pl.DataFrame):
        raise Unreadable("It has no columns.", file=file, remedy="Write at least one column.")
    return read


def _too_large(file: str, limits: Limits) -> Unreadable:
    return Unreadable(
        "Its rows take too much memory once unpacked.",
        file=file,
        limit=f"{limits.unpacked:,} bytes",
        remedy="Hand in fewer rows or shorter cells.",
    )


def _documents(native: pl.DataFrame, schema: Schema, kept: pl.Series | None) -> Iterator[Document]:
    columns = [schema.column(name) or untyped(name) for name in native.columns]
    for row in (native if kept is None else native.filter(kept)).iter_rows():
        cells = ((column.name, _value(value, column)) for column, value in zip(columns, row, strict=True))
        yield {name: value for name, value in cells if value is not MISSING}


def _value(value: Any, column: SchemaColumn) -> Json | Missing:
    if value is None:
        return None if column.nullable else MISSING
    return json_of(value)


def _fitted(cells: pl.Series, text: pl.Series, column: SchemaColumn | None) -> pl.Series:
    """Return cells in the column's type; a value of another type is null, never converted."""
    kind = column.type if column else "any"
    numeric = cells.dtype.is_numeric()
    if cells.dtype.is_decimal():
        cells = cells.cast(pl.Float64)
    if kind == "integer" and numeric:
        return cells.to_frame().select(whole(pl.col(cells.name)).alias(cells.name))[cells.name]
    if kind == "number" and numeric:
        real = pl.col(cells.name).cast(pl.Float64)
        return cells.to_frame().select(pl.when(real.is_finite()).then(real).alias(cells.name))[cells.name]
    if kind == "boolean" and cells.dtype == pl.Boolean:
        return cells
    if kind in {"integer", "number", "boolean"} or (kind == "string" and (numeric or cells.dtype == pl.Boolean)):
        nothing = pl.Series(cells.name, [None] * len(cells), dtype=pl.String)
        return typed(nothing, column)
    return typed(text, column)
