"""Columns as numbers: the same for cells that say the same, with what it tells that a row holds them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from grader.measures.cells import Kind, number
from grader.measures.minhash import Hashes, Rows, Weights, count_alike, hash_numbers, hash_texts, weigh
from grader.measures.slips import are_codes, plain

LONGEST = 400


@dataclass(frozen=True, kw_only=True)
class Field:
    """One column: its cells as text, how often each value occurs (``value``, ``n``), and what it holds."""

    name: str
    cells: pl.Series
    counts: pl.DataFrame
    kind: Kind

    @property
    def tells(self) -> bool:
        """Whether any value occurs twice: what names its row says nothing of another one."""
        return self.counts.height < int(self.counts["n"].sum())


@dataclass(frozen=True, kw_only=True)
class Coded:
    """A column's cells as numbers, 0 for a blank, and what each of them tells, in eighths of a bit.

    ``slips`` says whether a slip can be told from another value: in words and codes, not in quantities and dates.
    """

    field: Field
    hashes: Hashes
    weights: Weights
    slips: bool

    def blank(self, rows: Rows) -> npt.NDArray[np.bool_]:
        """Tell which of these rows have a blank here."""
        blank: npt.NDArray[np.bool_] = self.hashes[rows] == 0
        return blank

    def mean(self, earlier: Rows, later: Rows) -> Rows:
        """Return what each pair of rows tells here, by the mean of both."""
        return (self.weights[earlier].astype(np.int64) + self.weights[later]) // 2

    def plain(self, rows: Rows) -> pl.Series:
        """Return the cells of these rows as they sound."""
        return _plain(self.field.cells.gather(rows))


def code(field: Field, rows: int) -> Coded:
    """Return a column as numbers."""
    values = field.counts["value"]
    numbers = _numbers(values)
    if field.kind is Kind.NUMBER and not numbers.null_count():
        read = _numbers(field.cells)
        hashes = np.where(read.is_null().to_numpy(), np.uint64(0), hash_numbers(read))
        weights = weigh(count_alike(hashes), rows)
        weights[hashes == 0] = 0
    else:
        hashes, weights = _by_value(field, numbers, rows)
    slips = field.kind is Kind.TEXT or (field.kind is Kind.NUMBER and are_codes(field.counts))
    return Coded(field=field, hashes=hashes, weights=weights, slips=slips)


def _by_value(field: Field, numbers: pl.Series, rows: int) -> tuple[Hashes, Weights]:
    """Return each row's number and weight by way of its value's: values that sound the same count together."""
    values = field.counts["value"]
    words = _plain(values)
    said = np.where((words == "").to_numpy(), np.uint64(0), hash_texts(words))
    hashes = np.where(numbers.is_null().to_numpy(), said, hash_numbers(numbers))
    _, which = np.unique(hashes, return_inverse=True)
    counts = np.bincount(which, weights=field.counts["n"].to_numpy()).astype(np.int64)
    weights = np.where(hashes == 0, np.uint16(0), weigh(counts, rows)[which])
    codes = field.cells.cast(pl.Enum(values), strict=False).to_physical().cast(pl.Int64)
    place = codes.fill_null(len(values)).to_numpy()
    return np.append(hashes, np.uint64(0))[place], np.append(weights, np.uint16(0))[place]


def _numbers(texts: pl.Series) -> pl.Series:
    return texts.to_frame("text").select(number(pl.col("text")))["text"]


def _plain(texts: pl.Series) -> pl.Series:
    return texts.to_frame("text").select(plain(pl.col("text").str.slice(0, LONGEST)))["text"]
