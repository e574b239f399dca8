"""Rows that share much of what is rare in them: candidates by weighted MinHash, in time that grows with the rows alone.

Everything is counted in whole numbers, so that the same cells give the same candidates on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

Hashes = npt.NDArray[np.uint64]
Weights = npt.NDArray[np.uint16]
Rows = npt.NDArray[np.int64]

STEPS = 8
DRAWS = 10
RUNS = (1, 2)
LARGEST = 10
PAIRS_A_ROW = 1
FEWEST_PAIRS = 200_000
CHUNK = 1 << 14
SLOTS_A_ROW = 2
ODD = 0x9E3779B97F4A7C15
BACK = pow(ODD, -1, 1 << 64)
HALF = np.uint64(32)
TAGS = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """Pairs of rows worth comparing, the ``later`` one beside the ``earlier``; ``crowded`` rows lie in crowds alone."""

    earlier: Rows
    later: Rows
    crowded: int


def mix(numbers: Hashes) -> Hashes:
    """Return numbers that look like chance, the same for the same. Source: G. Steele et al., SplitMix64 (2014)."""
    mixed = numbers + np.uint64(ODD)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def hash_texts(texts: pl.Series) -> Hashes:
    """Return one number per text: its bytes as the digits of a number, modulo 2^64, mixed."""
    parts = [_hash(texts[start : start + CHUNK]) for start in range(0, len(texts), CHUNK)]
    return np.concatenate([np.zeros(0, dtype=np.uint64), *parts])


def _hash(texts: pl.Series) -> Hashes:
    written = texts.cast(pl.Binary).to_list()
    lengths = np.fromiter(map(len, written), dtype=np.int64, count=len(written))
    letters = np.frombuffer(b"".join(written), dtype=np.uint8).astype(np.uint64) + np.uint64(1)
    places = np.concatenate([np.zeros(1, np.uint64), np.cumsum(letters * _powers(ODD, letters.size))])
    ends = np.cumsum(lengths)
    starts = ends - lengths
    return mix((places[ends] - places[starts]) * _powers(BACK, letters.size + 1)[starts])


def hash_numbers(numbers: pl.Series) -> Hashes:
    """Return one number per number; 0 and -0 are one."""
    return mix((numbers.fill_null(0.0).to_numpy() + 0.0).view(np.uint64))


def weigh(counts: Rows, rows: int) -> Weights:
    """Return what it tells, in eighths of a bit, that a row holds a value of so many."""
    weights: Weights = np.rint(np.log2(rows / np.maximum(counts, 1)) * STEPS).astype(np.uint16)
    return weights


def count_alike(hashes: Hashes) -> Rows:
    """Return for each row how many rows have its number, now and then a few too many."""
    slots, size = _slots(hashes)
    counts: Rows = np.bincount(slots, minlength=size)[slots]
    return counts


def find_candidates(cells: Sequence[Hashes], weights: Sequence[Weights]) -> Candidates:
    """Return the pairs of rows that agree in what MinHash draws from their cells, rare ones likelier.

    A row draws ten of its cells, by numbers that are the same for the same cell; rows that drew the same cell, or the
    same two in a row, lie in one bucket. Every pair of a bucket of up to ten rows is a candidate. Of a draw with more
    than its part of a pair a row, the smaller buckets are taken. So cost and memory grow with the rows. ``crowded``
    counts the rows whose pairs of draws lie in fuller buckets, and that were compared with none.
    """
    rows = len(cells[0])
    most = max(FEWEST_PAIRS, PAIRS_A_ROW * rows) // (len(RUNS) * DRAWS)
    found, compared, crowded = [], np.zeros(rows, dtype=np.bool_), np.zeros(rows, dtype=np.bool_)
    for run, bucket in _buckets(_draw(cells, weights)):
        slots, size = _slots(bucket)
        alike = np.bincount(slots, minlength=size)[slots]
        largest = _largest(alike, most)
        crowded |= (run > 1) & (alike > largest)
        kept = np.flatnonzero((alike > 1) & (alike <= largest))
        compared[kept] = True
        found.append(_pairs(bucket[kept], kept, rows, largest))
    pairs = np.sort(np.concatenate(found))
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]
    return Candidates(earlier=pairs // rows, later=pairs % rows, crowded=int((crowded & ~compared).sum()))


def _buckets(draws: Sequence[Hashes]) -> Iterator[tuple[int, Hashes]]:
    """Yield one number per row for each draw with those that follow it, and how many there are of them."""
    for place in range(DRAWS):
        bucket = np.zeros_like(draws[0])
        for run in range(1, max(RUNS) + 1):
            bucket = mix(bucket ^ draws[(place + run - 1) % DRAWS])
            if run in RUNS:
                yield run, bucket


def _draw(cells: Sequence[Hashes], weights: Sequence[Weights]) -> list[Hashes]:
    """Return for each draw the smallest number of each row's cells, every cell's divided by its weight."""
    rows = len(cells[0])
    factors = mix(np.arange(DRAWS, dtype=np.uint64)) | np.uint64(1)
    tags = mix(np.arange(TAGS, TAGS + len(cells), dtype=np.uint64))
    heaviest = max(int(one.max(initial=1)) for one in weights)
    parts = (1 << 32) // np.maximum(np.arange(heaviest + 1, dtype=np.uint64), 1)
    parts[0] = (1 << 32) - 1
    least = [np.full(rows, np.iinfo(np.uint64).max, dtype=np.uint64) for _ in range(DRAWS)]
    room = np.empty(CHUNK, dtype=np.uint64)
    for start in range(0, rows, CHUNK):
        part = slice(start, min(start + CHUNK, rows))
        drawn = room[: part.stop - start]
        for hashes, weight, tag in zip(cells, weights, tags, strict=True):
            tagged, share = mix(hashes[part] ^ tag), parts[weight[part]] >> np.uint64(1)
            for factor, smallest in zip(factors, least, strict=True):
                np.multiply(tagged, factor, out=drawn)
                np.right_shift(drawn, HALF, out=drawn)
                np.multiply(drawn, share, out=drawn)
                np.minimum(smallest[part], drawn, out=smallest[part])
    return least


def _slots(hashes: Hashes) -> tuple[Rows, int]:
    bits = (SLOTS_A_ROW * len(hashes)).bit_length()
    return (hashes >> np.uint64(64 - bits)).astype(np.int64), 1 << bits


def _largest(alike: Rows, most: int) -> int:
    """Return how large buckets may be so that those up to that size hold at most so many pairs."""
    rows = np.bincount(np.minimum(alike, LARGEST + 1), minlength=LARGEST + 2)[1 : LARGEST + 1]
    ends = np.cumsum(rows * np.arange(LARGEST) // 2)
    return int(np.searchsorted(ends, most, side="right"))


def _pairs(buckets: Hashes, rows: Rows, height: int, largest: int) -> Rows:
    """Return every pair of rows in one bucket as one number, the earlier row times the height and the later."""
    order = np.argsort(buckets, kind="stable")
    sorted_buckets, sorted_rows = buckets[order], rows[order]
    found = [np.zeros(0, dtype=np.int64)]
    for apart in range(1, largest):
        same = np.flatnonzero(sorted_buckets[apart:] == sorted_buckets[:-apart])
        found.append(sorted_rows[same] * height + sorted_rows[same + apart])
    return np.concatenate(found)


def _powers(base: int, count: int) -> Hashes:
    powers = np.full(count, base, dtype=np.uint64)
    powers[:1] = 1
    return np.cumprod(powers, dtype=np.uint64)
