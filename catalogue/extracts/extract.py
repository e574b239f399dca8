"""The rows of one listing on their way from a package to a file, and the small steps that extracts share."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from catalogue.packages import Packages

Row = dict[str, str]
MISSING = ("NA", "NaN")


@dataclass(frozen=True, kw_only=True)
class Extract:
    """The rows of one listing, every cell as it will be written, a blank for a missing one."""

    columns: tuple[str, ...]
    rows: list[Row]


def extract_of(rows: Iterable[Row]) -> Extract:
    """Return the extract that holds ``rows``; the first names the columns."""
    kept = list(rows)
    return Extract(columns=tuple(kept[0]), rows=kept)


def read_rows(packages: Packages, package: str, member: str, *, delimiter: str = ",", quote: str = '"') -> list[Row]:
    """Return the rows of a table in a package, cell by cell as they stand."""
    text = io.StringIO(packages.text(package, member), newline="")
    return list(csv.DictReader(text, delimiter=delimiter, quotechar=quote))


def numbered(name: str, rows: Iterable[Row]) -> list[Row]:
    """Return ``rows`` with a running number in front."""
    return [{name: str(number), **row} for number, row in enumerate(rows, start=1)]


def blanked(rows: Iterable[Row]) -> list[Row]:
    """Return ``rows`` with a blank for each word that stands for a missing value."""
    return [{name: "" if cell in MISSING else cell for name, cell in row.items()} for row in rows]


def renamed(row: Row, names: dict[str, str]) -> Row:
    """Return the cells of ``row`` that ``names`` lists, under their new names and in that order."""
    return {new: row[old] for old, new in names.items()}


def cell(value: object) -> str:
    """Write a value that came as JSON: a blank for nothing."""
    return "" if value is None else str(value)


def number(text: str) -> str:
    """Write a decimal that lacks the nought before its point with it."""
    return str(float(text))


def to_csv(extract: Extract) -> bytes:
    """Return an extract as UTF-8 CSV with a header and bare line feeds."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, extract.columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(extract.rows)
    return text.getvalue().encode("utf-8")
