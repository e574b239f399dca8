"""Slips of the hand: rare values that are one slip away from a frequent one of the same column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

FREQUENT = 10
RARER = 10
RAREST = 2
REPETITIVE = 0.8
SHORTEST = 5
LONGEST = 400
LETTERS_PER_SLIP = 10
MOST_FREQUENT = 1_000
MOST_RARE = 5_000
MOST_COMPARED = 30_000_000
JUDGING = 50
LOOKALIKES = frozenset({("0", "O"), ("0", "o"), ("0", "Q"), ("1", "I"), ("1", "l"), ("5", "S"), ("5", "s"), ("8", "B")})


@dataclass(frozen=True, kw_only=True)
class Slips:
    """Each ``value`` that looks like a slip, beside the ``usual`` one, and how many values were not compared."""

    found: pl.DataFrame
    left_out: int = 0


@dataclass(frozen=True, kw_only=True)
class Alike:
    """Values of one length and first letter, and their ``letters``, one row of code points for each."""

    values: Sequence[str]
    letters: npt.NDArray[np.uint32]


def typos(counts: pl.DataFrame) -> Slips:
    """Find the values in ``counts`` that look like a slip of a frequent one.

    Only a column that repeats itself is judged: four fifths of its cells hold values that occur ten times or more. A
    slip is a letter dropped or put in, two neighbours swapped, or one letter in ten (never less than one) replaced, in
    a value that occurs once or twice, ten times rarer than the usual one. Codes are not judged: no slip touches a word
    with a digit in it, unless a digit stands for the letter it looks like. A plural is another word, so is a value with
    another first letter, and so is one of less than five characters. Of more than a thousand frequent values the most
    frequent are taken, and of rare ones the first five thousand; frequent values are compared until thirty million
    characters were, five times what honest names need. So memory stays that of the column, and the cost has an end.
    """
    fit = counts.filter(pl.col("value").str.len_chars().is_between(SHORTEST, LONGEST))
    frequent = fit.filter(pl.col("n") >= FREQUENT).sort("n", "value", descending=[True, False])
    rare = fit.filter(pl.col("n") <= RAREST).sort("n", "value")
    repeated = int(counts.filter(pl.col("n") >= FREQUENT)["n"].sum())
    if frequent.is_empty() or rare.is_empty() or repeated < REPETITIVE * int(counts["n"].sum()):
        return Slips(found=_table({}))
    taken = dict(rare.head(MOST_RARE).rows())
    compared, slips = _compare(taken, frequent.head(MOST_FREQUENT).rows())
    return Slips(found=_table(slips), left_out=frequent.height - compared + rare.height - len(taken))


def _table(slips: Mapping[str, str]) -> pl.DataFrame:
    text = {"value": pl.String, "usual": pl.String}
    return pl.DataFrame(list(slips.items()), schema=text, orient="row").sort("value")


def _compare(rare: Mapping[str, int], frequent: Sequence[tuple[str, int]]) -> tuple[int, dict[str, str]]:
    """Hold frequent values, in order, against rare ones; return how many could be, and the slips beside the usual."""
    groups = _grouped(rare)
    slips: dict[str, str] = {}
    spent = 0
    for place, (usual, often) in enumerate(frequent):
        if spent > MOST_COMPARED:
            return place, slips
        for length in (len(usual) - 1, len(usual), len(usual) + 1):
            if group := groups.get((length, usual[0])):
                near = [value for value in _near(group, usual) if rare[value] * RARER <= often]
                slips.update({value: usual for value in near if value not in slips and _is_slip(value, usual)})
                spent += group.letters.size + JUDGING * length * len(near)
    return len(frequent), slips


def _grouped(values: Iterable[str]) -> dict[tuple[int, str], Alike]:
    groups = defaultdict[tuple[int, str], list[str]](list)
    for value in values:
        groups[len(value), value[0]].append(value)
    return {shape: Alike(values=alike, letters=_letters(alike)) for shape, alike in groups.items()}


def _letters(values: Sequence[str]) -> npt.NDArray[np.uint32]:
    return np.frombuffer("".join(values).encode("utf-32-le"), dtype=np.uint32).reshape(len(values), -1)


def _near(group: Alike, usual: str) -> Iterator[str]:
    """Yield the values that a slip may have made of ``usual``: so few letters replaced, or one dropped or put in."""
    given, right = group.letters, _letters([usual])
    if given.shape[1] == right.shape[1]:
        near = (given != right).sum(axis=1) <= max(2, len(usual) // LETTERS_PER_SLIP)
    elif given.shape[1] > right.shape[1]:
        near = _meet(given[:, :-1] == right, given[:, 1:] == right)
    else:
        near = _meet(given == right[:, :-1], given == right[:, 1:])
    return (group.values[place] for place in near.nonzero()[0])


def _meet(head: npt.NDArray[np.bool_], tail: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Tell for each row whether its ``head`` holds from the left as far as its ``tail`` holds from the right."""
    from_left, from_right = head.argmin(axis=1), tail[:, ::-1].argmin(axis=1)
    apart: npt.NDArray[np.bool_] = from_left + from_right < head.shape[1]
    return ~apart | head.all(axis=1) | tail.all(axis=1)


def _is_slip(value: str, usual: str) -> bool:
    if value[0] != usual[0]:
        return False
    if len(value) == len(usual):
        places = [place for place in range(len(usual)) if value[place] != usual[place]]
        swapped = (
            len(places) == 2
            and places[1] - places[0] == 1
            and value[places[0]] + value[places[1]] == (usual[places[1]] + usual[places[0]])
        )
        few = len(places) <= max(1, len(usual) // LETTERS_PER_SLIP)
        return (swapped or few) and all(_replaced(value, usual, place) for place in places)
    longer, shorter = (value, usual) if len(value) > len(usual) else (usual, value)
    place = next((place for place in range(len(shorter)) if longer[place] != shorter[place]), len(shorter))
    plural = place == len(shorter) and longer[place] in "sS" and longer[place - 1] not in "sS"
    return longer[place].isalpha() and not plural and not _in_code(usual, min(place, len(usual) - 1))


def _replaced(value: str, usual: str, place: int) -> bool:
    """Tell whether the letter of ``value`` at ``place`` may have slipped in for that of ``usual``."""
    given, right = value[place], usual[place]
    if (given, right) in LOOKALIKES:
        return True
    letters = given.isalpha() and right.isalpha() and given.lower() != right.lower()
    return letters and not _in_code(usual, place)


def _in_code(text: str, place: int) -> bool:
    """Tell whether the word of ``text`` around ``place`` has a digit in it."""
    start = text.rfind(" ", 0, place) + 1
    end = text.find(" ", place)
    return any(letter.isdigit() for letter in text[start : end if end >= 0 else None])
