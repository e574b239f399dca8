"""Values that stand for a missing one: words, numbers and dates that nobody measured."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import polars as pl

from grader.measures.cells import Kind, kind_of, number

ALWAYS = frozenset(
    "n/a #n/a n.a. <na> null (null) <null> #null! nan nat \\n (blank) #value! #ref! #div/0! undefined".split()
)
IN_NUMBERS = frozenset("na none nil - -- --- . .. ? ?? ??? * x xx xxx missing unknown unk tbd tba".split()) | {
    "not available",
    "not reported",
    "not applicable",
    "not known",
    "no data",
    "empty",
}
NUMBERS = tuple(float(sign * int("9" * digits)) for digits in range(2, 8) for sign in (1, -1))
DATES = frozenset("0000-00-00 0001-01-01 1111-11-11 1753-01-01 1899-12-30 1900-01-01 1970-01-01 9999-12-31".split())
FAR = 3.0
YEARS_APART = 5


@dataclass(frozen=True, kw_only=True)
class Placeholders:
    """Values of one column that stand for a missing one.

    ``declared`` were named by the brief; ``words`` mean nothing else in this kind of column; ``numbers`` and ``dates``
    are customary stand-ins that lie far from every other value.
    """

    declared: pl.Series
    words: pl.Series
    numbers: pl.Series
    dates: pl.Series

    def all(self) -> pl.Series:
        """Return every one of them, once."""
        return pl.concat([self.declared, self.words, self.numbers, self.dates]).unique(maintain_order=True)


def placeholders(
    counts: pl.DataFrame, *, declared: Collection[str] = (), allowed: Collection[str] = (), kind: Kind | None = None
) -> Placeholders:
    """Find the placeholders among the values counted in ``counts``; a value the brief allows is never one.

    ``kind`` is what the column holds, when it is declared; a bare ``NA`` or ``Unknown`` is a placeholder only where
    numbers or dates belong, since it may be a code or an honest category anywhere else.
    """
    kind = kind or kind_of(counts)
    left = counts.filter(~pl.col("value").is_in(list(allowed)))
    named = left.select(_named(declared, kind))["value"]
    rest = left.filter(~named)
    word = pl.col("value").str.strip_chars().str.to_lowercase()
    words = ALWAYS if kind is Kind.TEXT else ALWAYS | IN_NUMBERS
    said = rest.filter(word.is_in(sorted(words)))["value"]
    none = said.clear()
    return Placeholders(
        declared=left.filter(named)["value"],
        words=said,
        numbers=_numbers(rest) if kind is Kind.NUMBER else none,
        dates=_dates(rest) if kind is Kind.DATE else none,
    )


def _named(declared: Collection[str], kind: Kind) -> pl.Expr:
    """Tell whether a value is a declared placeholder, as text, or as the same number or day."""
    value = pl.col("value")
    named = value.is_in(list(declared))
    if kind is Kind.NUMBER:
        numbers = pl.Series(list(declared), dtype=pl.String).cast(pl.Float64, strict=False).drop_nulls()
        named |= number(value).is_in(numbers.implode()).fill_null(value=False)
    return named | value.str.slice(0, 10).is_in(list(declared)) if kind is Kind.DATE else named


def _numbers(counts: pl.DataFrame) -> pl.Series:
    """Return customary stand-ins that lie outside of the other numbers by more than thrice their whole range."""
    read = counts.with_columns(number=number(pl.col("value"))).drop_nulls("number")
    usual = read.filter(~pl.col("number").is_in(NUMBERS))
    if usual.is_empty():
        return read["value"].clear()
    low, high = _float(usual["number"].min()), _float(usual["number"].max())
    reach = FAR * max(high - low, abs(high), abs(low), 1.0)
    beyond = (pl.col("number") > high + reach) | (pl.col("number") < low - reach)
    negative = pl.lit(low >= 0) & (pl.col("number") < 0)
    return read.filter(pl.col("number").is_in(NUMBERS) & (beyond | negative))["value"]


def _dates(counts: pl.DataFrame) -> pl.Series:
    """Return customary stand-ins more than five years from every other date."""
    day = pl.col("value").str.slice(0, 10)
    usual = counts.filter(~day.is_in(sorted(DATES)))
    years = usual["value"].str.slice(0, 4).cast(pl.Int32, strict=False).drop_nulls()
    if years.is_empty():
        return counts["value"].clear()
    year = day.str.slice(0, 4).cast(pl.Int32, strict=False)
    apart = (year < int(_float(years.min())) - YEARS_APART) | (year > int(_float(years.max())) + YEARS_APART)
    return counts.filter(day.is_in(sorted(DATES)) & apart)["value"]


def _float(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0
