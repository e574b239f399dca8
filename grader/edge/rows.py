"""The rows of one file, from first to last and as often as asked, none of them held."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

from grader.digests import Json
from grader.edge.plan import Plan
from grader.errors import Unreadable
from grader.limits import DEFAULT, Limits
from grader.schema import SchemaColumn
from grader.tables.cells import MISSING, value_of
from grader.tables.delimited import header_of
from grader.tables.lines import line_documents
from grader.tables.part import Document
from grader.tables.scan import scan_delimited

Row: TypeAlias = dict[str, Json]


@dataclass(frozen=True, kw_only=True)
class Rows:
    """A file's ``columns``, its rows as they are written, and each of them as the JSON object it stands for."""

    columns: tuple[str, ...]
    each: Callable[[], Iterator[Row]]
    document: Callable[[Row], Document]


def read_rows(path: Path, plan: Plan, limits: Limits = DEFAULT) -> Rows:
    """Open a file; raise Unreadable, now or while its rows are read, where two readers could disagree about it."""
    return _delimited(path, plan, limits) if plan.format == "csv" else _lines(path, limits)


def _delimited(path: Path, plan: Plan, limits: Limits) -> Rows:
    scanned = scan_delimited(path, path.name, limits)
    names = header_of(scanned.header, path.name)
    told = {name: plan.columns[name] for name in names if name in plan.columns}
    meant = {name: column for name, column in told.items() if column.type != "string"}
    unknown = [name for name in names if name not in told]

    def document(row: Row) -> Document:
        """Read the cells that are not text; an empty one is null, or absent where the card knows no such column."""
        values = row | {name: _value(row[name], column) for name, column in meant.items()}
        for name in unknown:
            if values[name] is None:
                del values[name]
        return values

    return Rows(columns=tuple(names), each=partial(_records, path, tuple(names), scanned.rows), document=document)


def _records(path: Path, names: tuple[str, ...], rows: int) -> Iterator[Row]:
    read = 0
    with path.open(encoding="utf-8-sig", newline="") as text:
        records = csv.reader(text, strict=True)
        next(records)
        for read, cells in enumerate(records, start=1):  # noqa: B007 - counted to the end
            yield {name: cell or None for name, cell in zip(names, cells, strict=True)}
    if read != rows:
        raise Unreadable(
            f"{rows:,} rows are written in it, and {read:,} can be read.",
            file=path.name,
            remedy="Write it with an ordinary CSV writer, one line per row.",
        )


def _lines(path: Path, limits: Limits) -> Rows:
    each = partial(line_documents, path, path.name, limits, None)
    names: dict[str, None] = {}
    for document in each():
        names.update(dict.fromkeys(document))
        if len(names) > limits.columns:
            raise Unreadable(
                "Its rows have too many names together.",
                file=path.name,
                limit=f"{limits.columns} columns",
                remedy="Leave some out.",
            )
    return Rows(columns=tuple(names), each=each, document=lambda row: row)


def _value(cell: Json, column: SchemaColumn) -> Json:
    value = value_of(cell, column) if isinstance(cell, str) else cell
    return None if value is MISSING else value
