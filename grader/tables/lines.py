"""JSON Lines: one strict JSON object per line, read in batches so that memory stays near the table's own size."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import compress, islice
from pathlib import Path

import polars as pl

from grader.errors import Unreadable
from grader.finding import Finding, Place, Severity
from grader.limits import Limits
from grader.schema import Schema
from grader.strict import decode, decode_lines
from grader.tables.cells import typed
from grader.tables.objects import Cells, cells_of, joined
from grader.tables.part import Document, Part

BATCH = 20_000


def read_lines(path: Path, file: str, schema: Schema, limits: Limits) -> Part:
    """Return the rows of a JSON Lines file; raise Unreadable naming the first line that is not a strict object."""
    batches = list(_batches(path, file, schema, limits))
    raw = joined([(batch.written, len(batch.plain)) for batch in batches])
    if not raw.width:
        raise Unreadable("It is empty.", file=file, remedy="Write at least one row, with names and values.")
    if raw.width > limits.columns:
        raise Unreadable(
            f"Its rows have {raw.width:,} names together.",
            file=file,
            limit=f"{limits.columns} columns",
            remedy="Leave out the columns the brief does not ask for.",
        )
    text = joined([(batch.fitting, len(batch.plain)) for batch in batches])
    return Part(
        file=file,
        format="jsonl",
        raw=raw,
        frame=pl.DataFrame([typed(text[name], schema.column(name)) for name in raw.columns]),
        documents=partial(line_documents, path, file, limits),
        plain=pl.concat([batch.plain & (len(batch.written) == raw.width) for batch in batches]),
        notes=_notes(path, file),
    )


def _batches(path: Path, file: str, schema: Schema, limits: Limits) -> Iterator[Cells]:
    lines = _lines(path, file, limits)
    while batch := list(islice(lines, BATCH)):
        yield cells_of(_together(batch) or [_object(line, file, row, at) for row, at, line in batch], schema.column)


def _together(batch: Sequence[tuple[int, int, bytes]]) -> list[Document] | None:
    """Read lines the fast way; None where one of them has to be looked at by itself."""
    data = b"".join(line for _, _, line in batch)
    try:
        return decode_lines(data.decode("utf-8") + ("" if data.endswith(b"\n") else "\n"))
    except UnicodeDecodeError:
        return None


def line_documents(path: Path, file: str, limits: Limits, kept: pl.Series | None) -> Iterator[Document]:
    """Yield the objects of the kept lines; raise Unreadable naming the line that has none."""
    lines = _lines(path, file, limits)
    for row, offset, line in lines if kept is None else compress(lines, kept):
        yield _object(line, file, row, offset)


def _lines(path: Path, file: str, limits: Limits) -> Iterator[tuple[int, int, bytes]]:
    """Yield the number of each line, where it begins, and its bytes."""
    offset = 0
    with path.open("rb") as stream:
        for row in range(1, limits.rows + 2):
            line = stream.readline(limits.line + 1)
            if not line:
                return
            if row > limits.rows:
                raise _refusal("It has too many rows.", file, row, "Hand in fewer.", limit=f"{limits.rows:,} rows")
            if len(line) > limits.line:
                raise _refusal("The line is too long.", file, row, "Shorten it.", limit=f"{limits.line:,} bytes")
            yield row, offset, line.removeprefix(codecs.BOM_UTF8) if row == 1 else line
            offset += len(line)


def _object(line: bytes, file: str, row: int, offset: int) -> Document:
    try:
        value = decode(line)
    except UnicodeDecodeError as error:
        raise Unreadable(
            "It is not UTF-8.", file=file, place=f"byte {offset + error.start}", remedy="Save it in UTF-8."
        ) from error
    except json.JSONDecodeError as error:
        fault = "The line is blank." if not line.strip() else f"It is not JSON at column {error.colno}: {error.msg}."
        raise _refusal(fault, file, row, "Write one JSON object per line.") from error
    except ValueError as error:
        raise _refusal(f"{error}", file, row, "Write each name once, whole characters and finite numbers.") from error
    if not isinstance(value, dict):
        raise _refusal("It is not a JSON object.", file, row, "Write one JSON object per line.")
    return value


def _notes(path: Path, file: str) -> tuple[Finding, ...]:
    with path.open("rb") as stream:
        if stream.read(3) != codecs.BOM_UTF8:
            return ()
    return (
        Finding(
            severity=Severity.NOTE,
            message="It begins with a byte-order mark, which many JSON readers refuse.",
            fix="Save it as UTF-8 without a byte-order mark.",
            place=Place(file=file),
        ),
    )


def _refusal(sentence: str, file: str, row: int, remedy: str, *, limit: str | None = None) -> Unreadable:
    return Unreadable(sentence, file=file, place=f"row {row}", limit=limit, remedy=remedy)
