"""Rows that say the same of the same thing but for accidents: a letter, a blank, two cells swapped, one value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import numpy.typing as npt
import polars as pl

from grader.measures.cells import Kind
from grader.measures.coded import Coded, Field, code
from grader.measures.habits import Mask, Shares, accidental
from grader.measures.keys import content
from grader.measures.minhash import STEPS, Rows, find_candidates
from grader.measures.slips import slipped

LIKENESS = 0.5
SURE = 5
FORGIVEN = 3, 4
BLANKS = 0.2
RARE, RARE_SHARE = 3, 0.001
MOST_READ = 50_000
MOST_SWAPPED = 16

Amounts = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Near:
    """The ``rows`` that nearly repeat an earlier one, in order, beside the ``first`` row of their group.

    ``crowded`` rows were compared with none, since they are like too many others in what was drawn of them.
    """

    rows: pl.Series
    first: pl.Series
    crowded: int = 0


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """Pairs of rows, and what they agree in, differ in, and leave blank on one side, in eighths of a bit.

    Of what differs, ``slips`` is forgiven; ``other`` says for each column whether it holds another value.
    """

    earlier: Rows
    later: Rows
    same: Amounts
    unlike: Amounts
    blank: Amounts
    slips: Amounts
    other: Mask

    @property
    def likeness(self) -> Shares:
        """The share of what both rows say that is the same."""
        return _share(self.same + self.slips, self.same + self.unlike + self.blank)

    def only(self, kept: Mask | Rows) -> Pairs:
        """Return some of the pairs."""
        return Pairs(**{name: values[kept] for name, values in vars(self).items()})


def near_duplicates(fields: Sequence[Field], rows: int) -> Near:
    """Find rows that nearly repeat another one.

    Rows are compared that agree in what MinHash draws of them (see ``find_candidates``). What both say has to be the
    same by half, weighed by how rare each value is, and by so much that chance would hardly make one such pair in a
    sample of this size; where near repeats are found, as many times less will do. Three quarters of a slip (see
    ``slipped``) count as the same where one of both values is rare, and so do two cells that stand in each other's
    columns, among the first sixteen of text. Pairs that differ the way the table's rows do differ are left out (see
    ``accidental``). What is alike through a third row counts as alike.
    """
    columns = [code(field, rows) for field in fields if field.tells] if rows > 1 else []
    if not columns:
        return _grouped([], [])
    found = find_candidates([one.hashes for one in columns], [one.weights for one in columns])
    pairs = _worth_reading(_compare(columns, found.earlier, found.later), rows)
    pairs = _excuse(columns, pairs, rows)
    pairs = pairs.only(pairs.likeness >= LIKENESS)
    pairs = pairs.only(_differ(columns, pairs))
    sure = _sure(pairs, rows, known=1)
    near = _sure(pairs, rows, known=max(len(sure.earlier), 1))
    return replace(_grouped(near.earlier.tolist(), near.later.tolist()), crowded=found.crowded)


def _sure(pairs: Pairs, rows: int, *, known: int) -> Pairs:
    """Return the pairs that differ by accident among those chance does not explain, so many being known already."""
    least = STEPS * (2 * np.log2(rows) - np.log2(known) + SURE)
    close = pairs.only(pairs.same + pairs.slips >= least)
    return close.only(accidental(close.other, close.likeness))


def _compare(columns: Sequence[Coded], earlier: Rows, later: Rows) -> Pairs:
    same, unlike, blank = (np.zeros(len(earlier), dtype=np.int64) for _ in range(3))
    for column in columns:
        mean = column.mean(earlier, later)
        alike = column.hashes[earlier] == column.hashes[later]
        empty = column.blank(earlier) | column.blank(later)
        same += np.where(alike, mean, 0)
        blank += np.where(empty & ~alike, mean, 0)
        unlike += np.where(alike | empty, 0, mean)
    return Pairs(
        earlier=earlier,
        later=later,
        same=same,
        unlike=unlike,
        blank=blank,
        slips=np.zeros_like(same),
        other=np.zeros((len(earlier), len(columns)), dtype=np.bool_),
    )


def _worth_reading(pairs: Pairs, rows: int) -> Pairs:
    """Return the pairs that agree by more than chance and could be alike; of many, the likest."""
    best = _share(pairs.same + _part(pairs.unlike), pairs.same + pairs.unlike + pairs.blank)
    fit = pairs.only((pairs.same >= STEPS * (np.log2(rows) + SURE)) & (best >= LIKENESS))
    return fit.only(np.argsort(-fit.likeness, kind="stable")[: max(MOST_READ, rows // 10)])


def _excuse(columns: Sequence[Coded], pairs: Pairs, rows: int) -> Pairs:
    """Return the pairs with their slips told from other values."""
    other, slips = pairs.other.copy(), pairs.slips.copy()
    empty = np.zeros_like(other)
    for place, column in enumerate(columns):
        left, right = column.blank(pairs.earlier), column.blank(pairs.later)
        empty[:, place] = left ^ right
        other[:, place] = (column.hashes[pairs.earlier] != column.hashes[pairs.later]) & ~left & ~right
        if column.slips and other[:, place].any():
            excused = _slipped(column, pairs, other[:, place], rows)
            slips[excused] += _part(column.mean(pairs.earlier[excused], pairs.later[excused]))
            other[excused, place] = False
    texts = [place for place, column in enumerate(columns) if column.field.kind is Kind.TEXT]
    for two in combinations(texts[:MOST_SWAPPED], 2):
        swapped = _swapped(columns[two[0]], columns[two[1]], pairs, other[:, two[0]] & other[:, two[1]])
        for place in two:
            slips[swapped] += _part(columns[place].mean(pairs.earlier[swapped], pairs.later[swapped]))
            other[swapped, place] = False
    other |= empty & (empty.sum(axis=1) > BLANKS * len(columns))[:, None]
    return replace(pairs, other=other, slips=slips)


def _slipped(column: Coded, pairs: Pairs, other: Mask, rows: int) -> Rows:
    """Return the places of the pairs with a slip in a column, one of both values being rare."""
    rare = STEPS * np.log2(rows / max(RARE, RARE_SHARE * rows)) - 1
    rarer = np.maximum(column.weights[pairs.earlier], column.weights[pairs.later])
    asked = np.flatnonzero(other & (rarer >= rare))
    slips: Rows = asked[slipped(column.plain(pairs.earlier[asked]), column.plain(pairs.later[asked]))]
    return slips


def _swapped(first: Coded, second: Coded, pairs: Pairs, other: Mask) -> Rows:
    """Return the places of the pairs that hold each other's cells in two columns."""
    asked = np.flatnonzero(other)
    earlier, later = pairs.earlier[asked], pairs.later[asked]
    crossed = (first.hashes[earlier] == second.hashes[later]) & (second.hashes[earlier] == first.hashes[later])
    swapped: Rows = asked[crossed]
    return swapped


def _differ(columns: Sequence[Coded], pairs: Pairs) -> Mask:
    """Tell which pairs differ at all, be it by capitals and blanks; the others are repeated, not nearly so."""
    differ = pairs.unlike + pairs.blank > 0
    asked = np.flatnonzero(~differ)
    for column in columns if len(asked) else ():
        left, right = (content(column.field.cells.gather(rows[asked])) for rows in (pairs.earlier, pairs.later))
        differ[asked] |= (left != right).to_numpy()
    return differ


def _part(amounts: Amounts) -> Amounts:
    part: Amounts = amounts * FORGIVEN[0] // FORGIVEN[1]
    return part


def _share(amounts: Amounts, of: Amounts) -> Shares:
    shares: Shares = amounts / np.maximum(of, 1)
    return shares


def _grouped(earlier: Sequence[int], later: Sequence[int]) -> Near:
    """Return every row of a group of near rows but its first, beside the first."""
    before: dict[int, int] = {}

    def first_of(row: int) -> int:
        while before.setdefault(row, row) != row:
            before[row] = row = before[before[row]]
        return row

    for left, right in zip(earlier, later, strict=True):
        first, second = sorted((first_of(left), first_of(right)))
        before[second] = first
    rows = sorted(row for row in before if first_of(row) != row)
    firsts = [first_of(row) for row in rows]
    return Near(rows=pl.Series(rows, dtype=pl.UInt32), first=pl.Series(firsts, dtype=pl.UInt32))
