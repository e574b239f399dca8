"""A small table held as text, cell by cell as it was written: what is planted must differ in nothing else."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TypeAlias

from grader.errors import Unreadable

Row: TypeAlias = dict[str, str]
Key: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows of text under named columns; a blank cell is the empty string."""

    columns: tuple[str, ...]
    rows: list[Row]

    @classmethod
    def parse(cls, data: bytes, *, file: str) -> Table:
        """Read UTF-8 CSV with a header; every row must have a cell for every column and no more."""
        try:
            lines = csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True)
            columns = tuple(next(lines, ()))
            rows = [_row(columns, cells, file=file, number=number) for number, cells in enumerate(lines, start=1)]
        except (UnicodeDecodeError, csv.Error) as error:
            raise Unreadable(f"It is not UTF-8 CSV: {error}.", file=file, remedy="Save it as UTF-8 CSV.") from error
        if len(set(columns)) < len(columns) or not columns:
            raise Unreadable("Its header is missing or repeats a column.", file=file, remedy="Name each column once.")
        return cls(columns=columns, rows=rows)

    def to_csv(self) -> bytes:
        """Return the table as UTF-8 CSV with a header and bare line feeds."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows([row[name] for name in self.columns] for row in self.rows)
        return text.getvalue().encode("utf-8")


def key_of(row: Row, columns: tuple[str, ...]) -> Key:
    """Return the row's values in the key columns."""
    return tuple(row[name] for name in columns)


def _row(columns: tuple[str, ...], cells: list[str], *, file: str, number: int) -> Row:
    if len(cells) != len(columns):
        raise Unreadable(
            f"It has {len(cells)} cells under {len(columns)} columns.",
            file=file,
            place=f"row {number}",
            remedy="Give every row one cell for each column.",
        )
    return dict(zip(columns, cells, strict=True))
