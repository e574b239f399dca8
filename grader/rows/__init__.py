"""JSON Schema over rows: a filter clears the rows that are certainly good, jsonschema-rs judges all others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from grader.formats import pointer_of
from grader.rows.certain import certainly_good
from grader.schema import Schema
from grader.tables.part import Part


@dataclass(frozen=True, kw_only=True)
class Failure:
    """One way in which one row (counted from 0 within its file) does not conform.

    ``column`` is the first step of ``path``, the pointer to the value within the row; None means the row as a whole.
    """

    row: int
    column: str | None
    path: str
    keyword: str
    message: str


def failures(part: Part, schema: Schema) -> Iterator[Failure]:
    """Yield everything that is wrong with the rows of a part, in their order; the last word is jsonschema-rs's."""
    doubtful = ~certainly_good(part, schema)
    rows = doubtful.arg_true().to_list()
    for row, document in zip(rows, part.documents(None if doubtful.all() else doubtful), strict=True):
        for error in schema.validator.iter_errors(document):
            path = error.instance_path
            yield Failure(
                row=row,
                column=str(path[0]) if path else None,
                path=pointer_of(path),
                keyword=error.kind.name,
                message=error.message,
            )
