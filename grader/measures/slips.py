"""Whether one cell is another one that slipped: a few letters wrong, judged for many pairs at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

WIDTH = 48
LETTERS = 2
SHORTEST = 3
ALIKE = 0.6
UNLIKE = 4
GRAMS = 128
CHUNK = 1 << 14
CODE = r"^\d{5,}$"
MOSTLY = 0.8

Letters = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


def plain(text: pl.Expr) -> pl.Expr:
    """Return text as it sounds: small letters and digits, whatever stands between them one blank."""
    return text.str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()


def are_codes(counts: pl.DataFrame) -> bool:
    """Tell whether values are numbers by which things go, and no quantities: five digits or more, all of one length."""
    coded = counts.filter(pl.col("value").str.contains(CODE))
    lengths = coded.group_by(pl.col("value").str.len_chars()).agg(pl.col("n").sum())["n"]
    return bool(lengths.len()) and int(lengths.max()) >= MOSTLY * int(counts["n"].sum())  # type: ignore[arg-type]


def slipped(left: pl.Series, right: pl.Series) -> Mask:
    """Tell for each pair of plain texts whether one may have slipped from the other.

    Where neither has a digit: up to two neighbouring letters wrong, or three fifths of all pairs of letters the same.
    With a digit somewhere: one letter wrong, or two neighbours swapped, and no digit for another but in a text that is
    all digits, since A-1 and A-2 are two things. Judged by the first 48 letters; less than three are no word.
    """
    chunks = range(0, len(left), CHUNK)
    judged = [_judge(left[start : start + CHUNK], right[start : start + CHUNK]) for start in chunks]
    return np.concatenate([np.zeros(0, dtype=np.bool_), *judged])


def _judge(left: pl.Series, right: pl.Series) -> Mask:
    (given, long), (other, wide) = _letters(left), _letters(right)
    longest, shortest = np.maximum(long, wide), np.minimum(long, wide)
    head = np.minimum(_agreeing(given == other), shortest)
    tail = np.minimum(_agreeing((_right(given, long) == _right(other, wide))[:, ::-1]), shortest)
    wrong = longest - np.minimum(head + tail, shortest)
    one = (wrong <= 1) | ((long == wide) & (wrong == LETTERS) & _swapped(given, other, head))
    near = (wrong <= LETTERS) | _alike(given, other, long, wide)
    digits = _digits(given) | _digits(other)
    written = ~digits[np.arange(len(digits)), np.minimum(head, WIDTH - 1)]
    coded = one & (written | (digits.sum(axis=1) >= longest))
    slips: Mask = (shortest >= SHORTEST) & (head + tail > 0) & np.where(digits.any(axis=1), coded, near)
    return slips


def _letters(texts: pl.Series) -> tuple[Letters, Places]:
    """Return texts as rows of letters, filled up with zeros, and their lengths."""
    cut = [text[:WIDTH] for text in texts.to_list()]
    lengths = np.fromiter(map(len, cut), dtype=np.int64, count=len(cut))
    filled = "".join(text.ljust(WIDTH, "\0") for text in cut).encode("utf-32-le")
    return np.frombuffer(filled, dtype=np.uint32).reshape(len(cut), WIDTH), lengths


def _right(letters: Letters, lengths: Places) -> Letters:
    """Return rows of letters moved to the right end."""
    places = np.arange(WIDTH) - (WIDTH - lengths)[:, None]
    moved: Letters = np.where(places >= 0, np.take_along_axis(letters, np.maximum(places, 0), axis=1), 0)
    return moved


def _agreeing(same: Mask) -> Places:
    """Return how many places hold from the left."""
    return np.asarray(np.where(same.all(axis=1), WIDTH, same.argmin(axis=1)), dtype=np.int64)


def _swapped(left: Letters, right: Letters, head: Places) -> Mask:
    place, rows = np.minimum(head, WIDTH - 2), np.arange(len(left))
    swapped: Mask = (left[rows, place] == right[rows, place + 1]) & (left[rows, place + 1] == right[rows, place])
    return swapped


def _digits(letters: Letters) -> Mask:
    digits: Mask = (letters >= ord("0")) & (letters <= ord("9"))
    return digits


def _alike(left: Letters, right: Letters, long: Places, wide: Places) -> Mask:
    """Tell which pairs have most of their neighbouring letters in common, begin and end counted as letters."""
    common = np.minimum(_grams(left, long), _grams(right, wide)).sum(axis=1)
    alike: Mask = (2 * common >= ALIKE * (long + wide + 2)) & (np.maximum(long, wide) + 1 - common <= UNLIKE)
    return alike


def _grams(letters: Letters, lengths: Places) -> Places:
    """Count neighbouring letters by row, in a hundred and twenty-eight sorts."""
    rows = np.arange(len(letters))
    before = np.concatenate([np.ones((len(letters), 1), dtype=np.uint32), letters], axis=1)
    after = np.concatenate([letters, np.zeros((len(letters), 1), dtype=np.uint32)], axis=1)
    after[rows, lengths] = 2
    sorts = (before * np.uint32(31) + after * np.uint32(7)) % np.uint32(GRAMS)
    within = np.arange(WIDTH + 1) <= lengths[:, None]
    counts: Places = np.bincount((rows[:, None] * GRAMS + sorts)[within], minlength=len(letters) * GRAMS)
    return counts.reshape(len(letters), GRAMS)
