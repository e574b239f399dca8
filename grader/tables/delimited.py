"""Comma-separated files: scanned byte by byte, then read by Polars as text, then typed by the schema."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import polars as pl

from grader.errors import Unreadable
from grader.finding import Finding, Place, Severity
from grader.limits import Limits
from grader.schema import Schema, SchemaColumn
from grader.tables.cells import MISSING, typed, value_of
from grader.tables.part import Document, Part
from grader.tables.scan import Scanned, scan_delimited


def read_delimited(path: Path, file: str, schema: Schema, limits: Limits) -> Part:
    """Return the rows of a CSV file; raise Unreadable naming the first place where readers could disagree."""
    scanned = scan_delimited(path, file, limits)
    names = header_of(scanned.header, file)
    raw = _read_text(path, file, names)
    if raw.height != scanned.rows:
        raise Unreadable(
            f"{scanned.rows:,} rows are written in it, and {raw.height:,} can be read.",
            file=file,
            remedy="Write it with an ordinary CSV writer, one line per row.",
        )
    return Part(
        file=file,
        format="csv",
        raw=raw,
        frame=pl.DataFrame([typed(raw[name], schema.column(name)) for name in names]),
        documents=partial(text_documents, raw, schema),
        notes=tuple(_notes(scanned, file)),
    )


def text_documents(raw: pl.DataFrame, schema: Schema, kept: pl.Series | None) -> Iterator[Document]:
    """Yield the kept rows of written cells as the JSON objects they stand for."""
    columns = [schema.column(name) or untyped(name) for name in raw.columns]
    for row in (raw if kept is None else raw.filter(kept)).iter_rows():
        cells = ((column.name, value_of(cell, column)) for column, cell in zip(columns, row, strict=True))
        yield {name: value for name, value in cells if value is not MISSING}


def untyped(name: str) -> SchemaColumn:
    """Return a column the schema does not name: any text, or nothing."""
    return SchemaColumn(name=name, types=(), format=None, enum=None, nullable=False, required=False)


def header_of(record: bytes, file: str) -> list[str]:
    """Return the names of the columns that a header record gives, each of them once."""
    names = next(csv.reader([record.decode("utf-8")], strict=True), [])
    for place, name in enumerate(names, start=1):
        if not name.strip() or name in names[: place - 1]:
            fault = f"has the name of an earlier one, {name[:60]!r}" if name.strip() else "has no name"
            raise Unreadable(
                f"Column {place} {fault}.", file=file, place="the header", remedy="Give every column its own name."
            )
    return names


def _read_text(path: Path, file: str, names: list[str]) -> pl.DataFrame:
    try:
        read = pl.read_csv(path, infer_schema=False, new_columns=names, glob=False)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise Unreadable(
            "It can't be read as comma-separated text.", file=file, remedy="Write it with an ordinary CSV writer."
        ) from error
    return read.with_columns(pl.when(pl.col(pl.String) != "").then(pl.col(pl.String)).name.keep())


def _notes(scanned: Scanned, file: str) -> Iterator[Finding]:
    place = Place(file=file)
    if scanned.bom:
        yield Finding(
            severity=Severity.NOTE,
            message="It begins with a byte-order mark, which some readers take for a part of the first column's name.",
            fix="Save it as UTF-8 without a byte-order mark.",
            place=place,
        )
    if scanned.crlf and scanned.lf:
        yield Finding(
            severity=Severity.WARNING,
            message=f"It mixes line endings: {scanned.crlf:,} lines end with CRLF and {scanned.lf:,} with LF.",
            fix="End all lines alike, with LF.",
            place=place,
        )
