"""Parquet files: the footer is held to limits first, then batches are read until they would take too much memory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
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
from grader.tables.lines import text_of
from grader.tables.part import Document, Part

MAGIC = b"PAR1"
TAIL = 8
DEEPEST = 4
BATCH = 8_192
READ_ERRORS = (pa.ArrowException, OSError, ValueError, pl.exceptions.PolarsError, pl.exceptions.PanicException)


def read_columnar(path: Path, file: str, schema: Schema, limits: Limits) -> Part:
    """Return the rows of a Parquet file; raise Unreadable when its claims or its content go beyond the limits."""
    _check_footer(path, file, limits)
    try:
        with pq.ParquetFile(path, memory_map=False) as parquet:
            _check_claims(parquet.metadata, path.stat().st_size, file, limits)
            native = _read_batches(parquet, file, limits)
    except READ_ERRORS as error:
        raise Unreadable("It is not a sound Parquet file.", file=file, remedy="Write it again.") from error
    return Part(
        file=file,
        format="parquet",
        raw=pl.DataFrame([_text(native[name]) for name in native.columns]),
        frame=pl.DataFrame([_fitted(native[name], schema.column(name)) for name in native.columns]),
        documents=partial(_documents, native, schema),
    )


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
            raise Unreadable(
                "Its rows take too much memory once unpacked.",
                file=file,
                limit=f"{limits.unpacked:,} bytes",
                remedy="Hand in fewer rows or shorter cells.",
            )
        batches.append(batch)
    read = pl.from_arrow(pa.Table.from_batches(batches, schema=parquet.schema_arrow))
    if not isinstance(read, pl.DataFrame):
        raise Unreadable("It has no columns.", file=file, remedy="Write at least one column.")
    return read


def _documents(native: pl.DataFrame, schema: Schema, kept: pl.Series | None) -> Iterator[Document]:
    columns = [schema.column(name) or untyped(name) for name in native.columns]
    for row in (native if kept is None else native.filter(kept)).iter_rows():
        cells = ((column.name, _value(value, column)) for column, value in zip(columns, row, strict=True))
        yield {name: value for name, value in cells if value is not MISSING}


def _value(value: Any, column: SchemaColumn) -> Json | Missing:
    if value is None:
        return None if column.nullable else MISSING
    return json_of(value)


def json_of(value: Any) -> Json:
    """Return a Parquet value as JSON: times in ISO 8601, bytes and numbers that are not finite as text."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, dict):
        return {name: json_of(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [json_of(inner) for inner in value]
    if isinstance(value, float) and value - value != 0:
        return str(value)
    return value  # type: ignore[no-any-return]


def _text(cells: pl.Series) -> pl.Series:
    if cells.dtype == pl.String:
        return cells
    if cells.dtype.is_integer() or cells.dtype == pl.Boolean:
        return cells.cast(pl.String)
    texts = [None if value is None else text_of(json_of(value)) for value in cells.to_list()]
    return pl.Series(cells.name, texts, dtype=pl.String)


def _fitted(cells: pl.Series, column: SchemaColumn | None) -> pl.Series:
    """Return cells in the column's type; a value of another type is null, never converted."""
    kind = column.type if column else "any"
    numeric = cells.dtype.is_numeric()
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
    return typed(_text(cells), column)
