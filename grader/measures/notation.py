"""How numbers and dates are written: units inside numbers, separators, several date formats, days no calendar has."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from grader.measures.cells import A_DATE, DATE_FORMS, MOSTLY, Kind, number

DRESSED = r"^\s*[$€£¥]?\s*[+-]?\d[\d,.' ]*([%°]?\s?\p{L}[\p{L}./ -]{0,20}|[%°]?)\s*$"
USUAL = 0.9


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """Values of one column that are not written as plain numbers.

    ``dressed`` hold a number with a unit, a currency, a percent sign or separators; ``odd`` hold no number at all
    though the column is one of numbers.
    """

    dressed: pl.Series
    odd: pl.Series


@dataclass(frozen=True, kw_only=True)
class Dates:
    """Values of one column that are not dates in its ``form`` (a strftime style, or a key of ``DATE_FORMS``).

    ``reformatted`` are dates in another form; ``impossible`` name no day of the calendar; ``odd`` are no dates.
    """

    form: str
    reformatted: pl.Series
    impossible: pl.Series
    odd: pl.Series


def number_notation(counts: pl.DataFrame, *, kind: Kind) -> Numbers:
    """Find the numbers in ``counts`` that are not written plainly.

    In a column that is not one of plain numbers, only several ways of writing the unit betray that it should be: the
    rarer ones are found where one way covers nine cells in ten, all of them otherwise.
    """
    plain = number(pl.col("value")).is_not_null()
    unit = pl.when(~plain).then(pl.col("value").str.extract(DRESSED).str.strip_chars()).otherwise(pl.lit(""))
    read = counts.with_columns(plain=plain, unit=unit, dressed=pl.col("value").str.contains(DRESSED) & ~plain)
    if kind is Kind.NUMBER:
        neither = ~pl.col("plain") & ~pl.col("dressed")
        return Numbers(dressed=read.filter("dressed")["value"], odd=read.filter(neither)["value"])
    numeric = read.filter(pl.col("plain") | pl.col("dressed"))
    return Numbers(dressed=_mixed_units(numeric, of=int(counts["n"].sum())), odd=counts["value"].clear())


def _mixed_units(numeric: pl.DataFrame, *, of: int) -> pl.Series:
    units = numeric.group_by("unit").agg(pl.col("n").sum()).sort("n", "unit", descending=[True, False])
    total = int(units["n"].sum())
    if units.height < 2 or total < MOSTLY * of:
        return numeric["value"].clear()
    usual = units["unit"][0] if int(units["n"][0]) >= USUAL * total else ""
    return numeric.filter(pl.col("dressed") & (pl.col("unit") != usual))["value"]


def date_notation(counts: pl.DataFrame, *, style: str | None = None) -> Dates:
    """Find the dates in ``counts`` that are not written in ``style`` (strftime), or without one, not like most are."""
    form = style or usual_form(counts)
    written = _written_in(style) if style else pl.col("value").str.contains(DATE_FORMS[form])
    looks = pl.col("value").str.strip_chars().str.contains(A_DATE)
    iso = pl.col("value").str.contains(DATE_FORMS["2001-12-31"])
    no_day = iso & pl.col("value").str.to_date("%Y-%m-%d", strict=False).is_null()
    judged = counts.with_columns(right=written.fill_null(value=False) & ~no_day, looks=looks, no_day=no_day)
    return Dates(
        form=form,
        reformatted=judged.filter(pl.col("looks") & ~pl.col("right") & ~pl.col("no_day"))["value"],
        impossible=judged.filter("no_day")["value"],
        odd=judged.filter(~pl.col("looks") & ~pl.col("right"))["value"],
    )


def _written_in(style: str) -> pl.Expr:
    """Tell whether a value is what ``style`` makes of the moment it reads from it: no digit more or less."""
    value = pl.col("value")
    timed = any(part in style for part in ("%H", "%I", "%M", "%S", "%T", "%s"))
    read = value.str.to_datetime(style, strict=False) if timed else value.str.to_date(style, strict=False)
    return read.dt.strftime(style) == value


def usual_form(counts: pl.DataFrame) -> str:
    """Return the form most dates are written in; the first of ``DATE_FORMS`` where none is."""
    weights = counts.select(
        pl.col("n").filter(pl.col("value").str.contains(pattern)).sum().alias(form)
        for form, pattern in DATE_FORMS.items()
    )
    return max(DATE_FORMS, key=lambda form: int(weights[form][0]))
