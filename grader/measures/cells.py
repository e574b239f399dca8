"""Cells as text: counted by value, read as numbers, and found again by row."""

from __future__ import annotations

from enum import StrEnum

import polars as pl

MOSTLY = 0.8
DATE_FORMS = {
    "2001-12-31": r"^\d{4}-\d{2}-\d{2}$",
    "2001-12-31T23:59:59Z": r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$",
    "2001/12/31": r"^\d{4}[/.]\d{1,2}[/.]\d{1,2}$",
    "12/31/2001": r"^\d{1,2}/\d{1,2}/(\d{2}|\d{4})( \d{1,2}:\d{2}(:\d{2})?)?$",
    "31.12.2001": r"^\d{1,2}\.\d{1,2}\.(\d{2}|\d{4})$",
    "31-12-2001": r"^\d{1,2}-\d{1,2}-(\d{2}|\d{4})$",
    "31 Dec 2001": r"^\d{1,2}[ -]\p{L}{3,9}\.?[ -,]+(\d{2}|\d{4})$",
    "Dec 31, 2001": r"^\p{L}{3,9}\.? \d{1,2},? \d{4}$",
}
A_DATE = "|".join(DATE_FORMS.values())


class Kind(StrEnum):
    """What most cells of a column are."""

    NUMBER = "number"
    DATE = "date"
    TEXT = "text"


def counted(cells: pl.Series) -> pl.DataFrame:
    """Return each distinct non-blank ``value`` of a column of text, in order, with how often it occurs (``n``)."""
    filled = cells.to_frame("value").drop_nulls().group_by("value", maintain_order=True).agg(n=pl.len())
    return filled.filter(pl.col("value").str.contains(r"\S"))


def located(cells: pl.Series, values: pl.Series) -> pl.Series:
    """Return the 0-based rows whose cell is one of ``values``, in order."""
    return cells.is_in(values.implode()).fill_null(value=False).arg_true()


def blank(cells: pl.Series) -> pl.Series:
    """Return a mask of the cells that are empty or hold nothing but white space."""
    return cells.is_null() | ~cells.str.contains(r"\S").fill_null(value=False)


def number(cells: pl.Expr) -> pl.Expr:
    """Read text as finite numbers; null where it is none."""
    read = cells.str.strip_chars().cast(pl.Float64, strict=False)
    return pl.when(read.is_finite()).then(read)


def kind_of(counts: pl.DataFrame) -> Kind:
    """Return what at least four fifths of the cells counted in ``counts`` are; text where neither numbers nor dates."""
    total = int(counts["n"].sum())
    shares = counts.select(
        number=pl.col("n").filter(number(pl.col("value")).is_not_null()).sum(),
        date=pl.col("n").filter(pl.col("value").str.contains(A_DATE)).sum(),
    )
    if not total:
        return Kind.TEXT
    if shares["number"][0] >= MOSTLY * total:
        return Kind.NUMBER
    return Kind.DATE if shares["date"][0] >= MOSTLY * total else Kind.TEXT
