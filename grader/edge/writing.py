"""Rows as canonical bytes: UTF-8, one line each, names in the order of the file they came from."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import BinaryIO

from grader.edge.plan import Format
from grader.edge.rows import Row, Rows
from grader.tables.objects import text_of


def write_rows(passing: Iterator[Row], rows: Rows, target: Format, into: BinaryIO) -> None:
    """Write rows as they come."""
    text = io.TextIOWrapper(into, encoding="utf-8", newline="", write_through=False)
    if target == "csv":
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(rows.columns)
        writer.writerows([text_of(row.get(name)) for name in rows.columns] for row in passing)
    else:
        for row in passing:
            text.write(json.dumps(rows.document(row), ensure_ascii=False, separators=(",", ":")))
            text.write("\n")
    text.flush()
    text.detach()
