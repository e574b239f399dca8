"""Rows compared by content: the same cells are the same row, whatever type a writer gave them."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

EXACT_DIGITS = 15
MIDNIGHT = r"[T ]00:00(:00(\.0+)?)?(Z|\+00:00)?$"
CODE = r"^[+-]?0\d"
TRUTHS = {"True": "true", "TRUE": "true", "False": "false", "FALSE": "false"}


def row_keys(contents: Sequence[pl.Series]) -> pl.Series:
    """Return one number per row, the same for rows alike in all ``contents``, columns of numbers from ``content``.

    Keys are hashes of sixty-four bits: a million rows collide with a chance of one in thirty million.
    """
    named = [column.alias(str(place)) for place, column in enumerate(contents)]
    return pl.DataFrame(named).select(key=pl.struct(pl.all()).hash())["key"]


def content(cells: pl.Series) -> pl.Series:
    """Return one number per cell, the same for cells that say the same, whatever type a writer gave them.

    ``1``, ``1.0`` and ``1e0`` are one number, but ``01`` is a code; ``True`` and ``true`` are one truth, a date and its
    midnight one day, an empty cell and a blank one nothing.
    """
    text = cells.str.strip_chars() if cells.str.contains(r"^\s|\s$").any() else cells
    if text.str.contains(MIDNIGHT).any():
        text = text.str.replace(MIDNIGHT, "")
    if text.is_in(list(TRUTHS)).any():
        text = text.replace(TRUTHS)
    frame = pl.DataFrame({"text": text, "number": text.cast(pl.Float64, strict=False)})
    counts = pl.col("number").is_finite() & (pl.col("text").str.len_bytes() <= EXACT_DIGITS)
    value = pl.when(counts & ~pl.col("text").str.contains(CODE)).then(pl.col("number") + 0.0)
    said = pl.when(pl.col("text") != "").then(pl.col("text").hash()).otherwise(pl.lit(0, dtype=pl.UInt64))
    return frame.select(content=pl.when(value.is_not_null()).then(value.hash()).otherwise(said))["content"]
