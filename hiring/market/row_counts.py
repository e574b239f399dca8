"""Reading the data of a listing line by line, as far as it takes to say that they are what its card says.

Nothing is loaded: a line, a cell and a nesting have their limits, and whatever readers could disagree about is refused.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import BinaryIO

from grader.strict import decode
from hiring.lib.refused import Refused

LONGEST_LINE = 1 << 20


def count_rows(data: BinaryIO, *, media_type: str, columns: Sequence[str]) -> int:
    """Return how many rows there are; refuse what can't be read, or holds other columns than these."""
    if media_type not in COUNTED:
        raise _unsound(
            "Parquet can't be counted here without trusting the file to say how it is read. "
            "Hand in the same rows as text/csv or application/x-ndjson."
        )
    rows = COUNTED[media_type](_lines(data), columns)
    if not rows:
        raise _unsound("It holds no row. Put in what is to be offered.")
    return rows


def _lines(data: BinaryIO) -> Iterator[str]:
    number = 0
    while line := data.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise _unsound(f"Line {number:,} is longer than {LONGEST_LINE:,} bytes, which is the limit. Break it up.")
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise _unsound(f"Line {number:,} is not UTF-8. Save the file in UTF-8.") from error
        if "\0" in text:
            raise _unsound(f"Line {number:,} holds a NUL character, which is no text. Take it out.")
        yield text


def _count_csv(lines: Iterator[str], columns: Sequence[str]) -> int:
    reader = csv.reader(lines, strict=True)
    try:
        header = next(reader, [])
        if header != list(columns):
            raise _unsound(f"Its first line doesn't name the columns of the listing in their order: {_named(columns)}.")
        rows = 0
        for row in reader:
            rows += 1
            if len(row) != len(columns):
                raise _unsound(
                    f"Row {rows:,}, which ends on line {reader.line_num:,}, has {len(row):,} cells instead of "
                    f"{len(columns):,}. Write one cell for each column."
                )
    except csv.Error as error:
        raise _unsound(f"Line {reader.line_num:,} is not CSV as RFC 4180 has it: {error}. Write it anew.") from error
    return rows


def _count_json(lines: Iterator[str], columns: Sequence[str]) -> int:
    rows = 0
    for rows, line in enumerate(lines, start=1):
        _refuse_unlike(_row_in(line, rows), frozenset(columns), rows)
    return rows


def _row_in(line: str, number: int) -> Mapping[str, object]:
    try:
        row = decode(line)
    except json.JSONDecodeError as error:
        raise _unsound(f"Line {number:,} is not JSON: {error.msg}. Write one object a line.") from error
    except ValueError as error:
        raise _unsound(f"Line {number:,} can't be read: {error} Write it anew.") from error
    if not isinstance(row, dict):
        raise _unsound(f"Line {number:,} is not a JSON object. Write one object a line.")
    return row


def _refuse_unlike(row: Mapping[str, object], columns: Collection[str], number: int) -> None:
    unknown = next((name for name in row if name not in columns), None)
    if unknown is not None:
        raise _unsound(f"Line {number:,} has a {unknown[:60]!r}, which the listing has no column for. Describe it.")


def _named(columns: Sequence[str]) -> str:
    return f"{','.join(columns)[:200]}"


def _unsound(sentence: str) -> Refused:
    return Refused("unsound_data", f"file: {sentence}", status=422)


COUNTED: Mapping[str, Callable[[Iterator[str], Sequence[str]], int]] = {
    "text/csv": _count_csv,
    "application/x-ndjson": _count_json,
}
