"""Which watermarks the rows of a sample carry, and how likely chance alone would make it look so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import comb

import polars as pl

from grader.measures.cells import number
from grader.watermark import Groups, Key, Watermark, Watermarks, half_of, left_out_by

CHANCE = Fraction(1, 1_000_000)
READINGS = 2


@dataclass(frozen=True, kw_only=True)
class Match:
    """How a sample stands to one watermark.

    Of the ``left_out`` rows that the variant lacks, ``here`` are in the sample all the same; ``lent`` counts the rows
    here that the attempt's own variant lacks and this one has. ``chance`` is the most probability of seeing so much in
    a sample that was made without this variant.
    """

    here: int
    left_out: int
    lent: int
    chance: Fraction

    @property
    def found(self) -> bool:
        """Whether chance is ruled out."""
        return self.chance < CHANCE


@dataclass(frozen=True, kw_only=True)
class Sighted:
    """What a sample tells: ``rows`` of the ``of`` that tell variants apart are here.

    ``strays`` are the places of rows that the attempt's own variant lacks. ``telling`` says whether so many rows could
    show any watermark at all. The chance of each of the ``others``, by name, allows for how many there are.
    """

    rows: int
    of: int
    telling: bool
    strays: pl.Series
    own: Match
    others: Mapping[str, Match]


def sighted_in(cells: pl.DataFrame, columns: Sequence[str], own: Watermark, marks: Watermarks) -> Sighted:
    """Hold a sample's ``cells``, their rows known by the key ``columns`` alone, against its own watermark and others.

    Another's is read twice: in all rows, which tells a copy, and in those alone that the own variant lacks, which tells
    a few rows among many of one's own.
    """
    held = _plain_keys(cells, columns)
    plain = _plain_by_key(own.groups, columns)
    known = frozenset(held.drop_nulls())
    present = frozenset(key for key, name in plain.items() if name in known)
    strange = present.intersection(own.left_out)
    by_all, by_strange = chances_of(own.groups, present), chances_of(own.groups, strange)
    ways = READINGS * max(1, len(marks.others))

    def match(out: frozenset[Key]) -> Match:
        here, lacked = len(out & present), len(out & strange)
        chance = min(Fraction(1), ways * min(by_all[here], by_strange[lacked]))
        return Match(here=here, left_out=len(out), lent=len(strange) - lacked, chance=chance)

    return Sighted(
        rows=len(present),
        of=len(plain),
        telling=ways * by_all[0] < CHANCE,
        strays=held.is_in([plain[key] for key in own.left_out]).fill_null(value=False).arg_true(),
        own=Match(here=len(strange), left_out=len(own.left_out), lent=0, chance=by_all[len(strange)]),
        others={one.name: match(left_out_by(one.seed, own.groups)) for one in marks.others},
    )


def chances_of(groups: Groups, present: frozenset[Key]) -> list[Fraction]:
    """Return, for 0, 1, 2… the probability that at most so many of the rows that a watermark leaves out are present.

    What is left out is one half of each group, every half as likely; so the number in one group is hypergeometric, and
    the ways to their sum are those of the groups multiplied out: in whole numbers, exactly.
    """
    ways, whole = [1], 1
    for group in groups:
        of, out, here = len(group), half_of(len(group)), len(present.intersection(group))
        ways = _multiplied(ways, [comb(here, few) * comb(of - here, out - few) for few in range(out + 1)])
        whole *= comb(of, out)
    return [Fraction(few, whole) for few in accumulate(ways)]


def _multiplied(one: Sequence[int], other: Sequence[int]) -> list[int]:
    product = [0] * (len(one) + len(other) - 1)
    for place, left in enumerate(one):
        for further, right in enumerate(other):
            product[place + further] += left * right
    return product


def _plain_by_key(groups: Groups, columns: Sequence[str]) -> dict[Key, str]:
    keys = [key for group in groups for key in group]
    table = pl.DataFrame(keys, schema=dict.fromkeys(columns, pl.String), orient="row")
    return dict(zip(keys, _plain_keys(table, columns), strict=True))


def _plain_keys(cells: pl.DataFrame, columns: Sequence[str]) -> pl.Series:
    """Return each row's key however it is written: in any case, with any blanks, a number in any form of one."""
    if not set(columns) <= set(cells.columns):
        return pl.repeat(None, cells.height, dtype=pl.String, eager=True)
    return cells.select(key=pl.concat_str([_plain(pl.col(name)) for name in columns], separator="\x1f"))["key"]


def _plain(cells: pl.Expr) -> pl.Expr:
    bare = cells.str.to_lowercase().str.replace_all(r"[\s\u00a0_']", "")
    grouped = pl.when(bare.str.contains(r"^\d{1,3}(,\d{3})+(\.0+)?$")).then(bare.str.replace_all(",", ""))
    plain = pl.coalesce(grouped, bare)
    return pl.coalesce(number(plain).cast(pl.String), plain)
