"""The cells of a Parquet column as text: all at once where Polars writes what Python writes, the others one by one."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import polars as pl

from grader.digests import Json
from grader.tables.objects import text_of

BATCH = 8_192
# Numbers of this size are written without an exponent by both, and in the fewest digits that tell them from others.
LEAST_PLAIN, MOST_PLAIN = 1e-4, 1e15
WITHOUT_ZONE = (None, "UTC")


def texts_of(cells: pl.Series) -> pl.Series:
    """Return stored cells as text."""
    if cells.dtype == pl.String:
        return cells
    written = cells.to_frame("cell").with_columns(_written(pl.col("cell"), cells.dtype))["cell"].alias(cells.name)
    left = (cells.is_not_null() & written.is_null()).arg_true()
    for first in range(0, len(left), BATCH):
        places = left.slice(first, BATCH)
        texts = [text_of(json_of(value)) for value in cells.gather(places).to_list()]
        written = written.scatter(places, pl.Series(texts, dtype=pl.String))
    return written


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


def _written(cell: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Write what is certainly written as Python writes it, under the cell's name; null for the rest."""
    if dtype.is_integer() or dtype == pl.Boolean:
        return cell.cast(pl.String)
    if dtype.is_float():
        real = cell.cast(pl.Float64)
        return pl.when((real == 0) | real.abs().is_between(LEAST_PLAIN, MOST_PLAIN)).then(real.cast(pl.String))
    if dtype == pl.Date:
        return pl.when(_has_plain_year(cell)).then(cell.dt.strftime("%Y-%m-%d"))
    if isinstance(dtype, pl.Datetime) and dtype.time_zone in WITHOUT_ZONE:
        second = cell.dt.truncate("1s")
        zone = "+00:00" if dtype.time_zone else ""
        whole = cell.dt.strftime(f"%Y-%m-%dT%H:%M:%S{zone}")
        return pl.when(_has_plain_year(cell) & (second == cell)).then(whole)
    return pl.lit(None, dtype=pl.String).alias(cell.meta.output_name())


def _has_plain_year(cell: pl.Expr) -> pl.Expr:
    return cell.dt.year().is_between(1000, 9999)
