"""JSON Lines: one strict JSON object per line, read in batches so that memory stays near the table's own size."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from functools import partial
from itertools import compress, islice
from pathlib import Path

import polars as pl

from grader.digests import Json
from grader.errors import Unreadable
from grader.finding import Finding, Place, Severity
from grader.limits import Limits
from grader.schema import Schema, type_of
from grader.strict import decode
from grader.tables.cells import typed
from grader.tables.part import Document, Part

BATCH = 20_000


def read_lines(path: Path, file: str, schema: Schema, limits: Limits) -> Part:
    """Return the rows of a JSON Lines file; raise Unreadable naming the first line that is not a strict object."""
    documents = partial(line_documents, path, file, limits)
    written, fitting = [], []
    stream = documents(None)
    while batch := list(islice(stream, BATCH)):
        written.append(_table(batch))
        fitting.append(_table([_fitting(document, schema) for document in batch]))
    if not written:
        raise Unreadable("It is empty.", file=file, remedy="Write at least one row.")
    raw = pl.concat(written, how="diagonal")
    if raw.width > limits.columns:
        raise Unreadable(
            f"Its rows have {raw.width:,} names together.",
            file=file,
            limit=f"{limits.columns} columns",
            remedy="Leave out the columns the brief does not ask for.",
        )
    text = pl.concat(fitting, how="diagonal").select(raw.columns)
    return Part(
        file=file,
        format="jsonl",
        raw=raw,
        frame=pl.DataFrame([typed(text[name], schema.column(name)) for name in raw.columns]),
        documents=documents,
        notes=_notes(path, file),
    )


def line_documents(path: Path, file: str, limits: Limits, kept: pl.Series | None) -> Iterator[Document]:
    """Yield the objects of the kept lines; raise Unreadable naming the line that has none."""
    objects = _objects(path, file, limits)
    return objects if kept is None else compress(objects, kept)


def _objects(path: Path, file: str, limits: Limits) -> Iterator[Document]:
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
            yield _object(line.removeprefix(codecs.BOM_UTF8) if row == 1 else line, file, row, offset)
            offset += len(line)


def text_of(value: Json) -> str | None:
    """Return a JSON value as the text of a cell: strings as they are, null as an empty cell, the rest as JSON."""
    if value is None:
        return None
    return (value or None) if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


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


def _fitting(document: Document, schema: Schema) -> Document:
    """Blank the values whose JSON type the schema does not allow, lest text be read as a number."""
    return {
        name: None if (column := schema.column(name)) and column.types and type_of(value) not in column.types else value
        for name, value in document.items()
    }


def _table(documents: list[Document]) -> pl.DataFrame:
    names = dict.fromkeys(name for document in documents for name in document)
    return pl.DataFrame(
        {name: [text_of(document.get(name)) for document in documents] for name in names},
        schema=dict.fromkeys(names, pl.String),
    )


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
