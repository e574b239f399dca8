"""The sample: the rows of a bundle as written and as typed by the schema, from CSV, JSON Lines and Parquet."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path, PurePosixPath

import polars as pl

from grader.bundle import Bundle
from grader.errors import Absent, Unreadable
from grader.finding import SHOWN_ROWS, Finding, Place
from grader.limits import Limits
from grader.schema import Schema
from grader.tables.columnar import read_columnar
from grader.tables.delimited import read_delimited
from grader.tables.lines import read_lines
from grader.tables.part import Part

FOLDER = "data/"
SHOWN_CHARACTERS = 60
READERS = {".csv": read_delimited, ".jsonl": read_lines, ".parquet": read_columnar}


@dataclass(frozen=True, kw_only=True)
class Sample:
    """The rows of all parts, in the order of their file names."""

    parts: tuple[Part, ...]

    @cached_property
    def raw(self) -> pl.DataFrame:
        """Every cell as text, exactly as written; null is an empty cell."""
        return pl.concat([part.raw.select(self.columns) for part in self.parts])

    @cached_property
    def frame(self) -> pl.DataFrame:
        """Every cell typed by the schema and by nothing else; null is an empty cell or one that does not fit."""
        return pl.concat([part.frame.select(self.columns) for part in self.parts])

    @property
    def rows(self) -> int:
        """How many rows there are in all parts."""
        return sum(part.rows for part in self.parts)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in the order of the first part."""
        return tuple(self.parts[0].raw.columns)

    def column(self, name: str) -> pl.Series | None:
        """Return a typed column, if the sample has it."""
        return self.frame[name] if name in self.columns else None

    def place(self, rows: Sequence[int], column: str | None = None) -> Place:
        """Return where rows are, given their places in the whole sample counted from 0.

        The place names the file of the first row and shows at most twenty of that file's rows, numbered from 1, with
        the cells of ``column`` shortened for display.
        """
        if not len(rows):
            return Place(column=column)
        starts = self._starts
        part = bisect_right(starts, int(rows[0])) - 1
        end = starts[part] + self.parts[part].rows
        seen = [int(row) for row in rows if starts[part] <= row < end][:SHOWN_ROWS]
        cells = self.raw[column].gather(seen).to_list() if column in self.columns else []
        return Place(
            file=self.parts[part].file,
            column=column,
            rows=tuple(row - starts[part] + 1 for row in seen),
            values=tuple(shown(cell) for cell in cells),
        )

    @property
    def notes(self) -> tuple[Finding, ...]:
        """What is unusual in the files' bytes yet readable."""
        return tuple(note for part in self.parts for note in part.notes)

    @cached_property
    def _starts(self) -> list[int]:
        return list(accumulate((part.rows for part in self.parts[:-1]), initial=0))


def sample_files(bundle: Bundle) -> tuple[str, ...]:
    """Return the files the sample is read from: everything under ``data/`` in a format the gate reads."""
    return tuple(name for name in bundle.names if name.startswith(FOLDER) and PurePosixPath(name).suffix in READERS)


def read_sample(bundle: Bundle, schema: Schema) -> Sample:
    """Return the sample of a bundle; raise Absent when there is none and Unreadable when a file can't be trusted."""
    files = sample_files(bundle)
    if not files:
        raise Absent("The bundle holds no sample: no .csv, .jsonl or .parquet file under data/.", from_bundle=True)
    parts = tuple(read_part(bundle.path(file), file, schema, bundle.limits) for file in files)
    for part in parts:
        _refuse_other_columns(parts[0], part)
    _refuse_too_many(parts, bundle.limits)
    return Sample(parts=parts)


def read_part(path: Path, file: str, schema: Schema, limits: Limits) -> Part:
    """Return the rows of one file, which refusals call ``file``; raise Unreadable when it can't be trusted."""
    reader = READERS.get(PurePosixPath(file).suffix)
    if reader is None:
        raise Unreadable(
            "It is no table that can be read here.",
            file=file,
            limit=f"one of {', '.join(READERS)}",
            remedy="Write the rows in one of these, and name the file so.",
        )
    part = reader(path, file, schema, limits)
    _refuse_long_cells(part, limits)
    return part


def _refuse_other_columns(first: Part, other: Part) -> None:
    differing = sorted(set(first.raw.columns) ^ set(other.raw.columns))
    if differing:
        raise Unreadable(
            f"It does not have the same columns as {first.file}: {', '.join(differing)[:200]} differ.",
            file=other.file,
            remedy="Give all files of the sample the same columns.",
        )


def _refuse_long_cells(part: Part, limits: Limits) -> None:
    longest = part.raw.select(pl.col(pl.String).str.len_bytes().max().fill_null(0))
    for name, length in zip(longest.columns, next(longest.iter_rows()), strict=True):
        if length > limits.field:
            row = int(part.raw[name].str.len_bytes().arg_max() or 0) + 1
            raise Unreadable(
                f"A cell of {name} is {length:,} bytes long.",
                file=part.file,
                place=f"row {row}",
                limit=f"{limits.field:,} bytes",
                remedy="Shorten it, or keep long text in a file of its own.",
            )


def _refuse_too_many(parts: Sequence[Part], limits: Limits) -> None:
    rows = sum(part.rows for part in parts)
    if rows > limits.rows:
        raise Unreadable(
            f"The sample's files hold {rows:,} rows together.",
            limit=f"{limits.rows:,} rows",
            remedy="Hand in fewer.",
        )


def shown(cell: str | None) -> str:
    """Return a cell shortened for display."""
    text = "" if cell is None else cell
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[: SHOWN_CHARACTERS - 1]}…"
