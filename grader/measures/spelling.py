"""One value written in several ways: case, blanks, punctuation, and characters that were read in the wrong encoding."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import polars as pl

RARER = 10
BROKEN = (
    r"[\x{FFFD}\x{0000}-\x{0008}\x{000B}\x{000C}\x{000E}-\x{001F}]"
    r"|Ã[\x{0080}-\x{00BF}]|â€|Â[\x{00A0}-\x{00BF}]|&(?:amp|lt|gt|quot|nbsp|#\d+);"
)


@dataclass(frozen=True, kw_only=True)
class Spellings:
    """Values of one column that are not written as they should be.

    ``blanks`` begin, end or are joined with needless white space; ``variants`` has each ``value`` beside the
    ``usual`` spelling it departs from, and tells whether only the ``case`` differs; ``broken`` holds values with
    damaged characters.
    """

    blanks: pl.Series
    variants: pl.DataFrame
    broken: pl.Series


def spellings(counts: pl.DataFrame, *, allowed: Collection[str] = ()) -> Spellings:
    """Find what is misspelled among the values counted in ``counts``; ``allowed`` values are right by declaration.

    Without a declaration a spelling departs from the usual one when that is at least ten times as frequent, so that
    two towns whose names differ by a blank are left alone.
    """
    rest = counts.filter(~pl.col("value").is_in(list(allowed)))
    blanks = rest.filter(pl.col("value").str.contains(r"^\s|\s$|\s\s|[\t\r\n\x{00A0}]"))["value"]
    broken = rest.filter(pl.col("value").str.contains(BROKEN))["value"]
    return Spellings(blanks=blanks, variants=_variants(counts, allowed), broken=broken)


def folded(text: pl.Expr) -> pl.Expr:
    """Return text without what spellings of one value differ by: case, blanks, hyphens, dots, underscores, slashes."""
    return text.str.to_lowercase().str.replace_all(r"[\s\-_./]+", "")


def _variants(counts: pl.DataFrame, allowed: Collection[str]) -> pl.DataFrame:
    tidy = pl.col("value").str.replace_all(r"\s+", " ").str.strip_chars()
    spelt = counts.filter(pl.col("value").str.contains(r"\p{L}")).with_columns(tidy=tidy, fold=folded(pl.col("value")))
    weighed = spelt.with_columns(
        right=pl.col("value").is_in(list(allowed)), weight=pl.col("n").sum().over("fold", "tidy")
    ).sort("right", "weight", "n", "value", descending=[True, True, True, False])
    usual = weighed.group_by("fold", maintain_order=True).agg(
        usual=pl.col("tidy").first(), most=pl.col("weight").first(), declared=pl.col("right").first()
    )
    departs = pl.col("tidy") != pl.col("usual")
    rarer = pl.col("declared") | (pl.col("most") >= RARER * pl.col("weight"))
    found = weighed.join(usual, on="fold").filter(departs & rarer & ~pl.col("right") & (pl.col("fold") != ""))
    case = pl.col("tidy").str.to_lowercase() == pl.col("usual").str.to_lowercase()
    return found.select("value", "usual", case=case).sort("value")
