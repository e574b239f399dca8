"""Duplicates: one use attributed twice, under two event ids."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import pairwise
from math import expm1

from hiring.market.anomalies.events import MINUTE, Flag, Kind, Use, flag_of, streams_of

WINDOW = 15 * MINUTE
AROUND = 10 * MINUTE
# Of the quantities nobody has said before, one is the likelier the smaller it is.
RARE = 0.05
# Of ten thousand uses by a buyer who repeats itself by chance at most one is flagged.
FALSE_ALARMS = 1e-4


def find_duplicates(uses: Iterable[Use]) -> Iterator[Flag]:
    """Yield each use that says the same as one shortly before it, sooner than the buyer repeats itself by chance.

    Chance is the rate of the buyer's uses in the twenty minutes around, times how large a share of all its uses say
    the same. So two uses of 8,437 in a minute are one use twice, and two of 1 in a busy minute are two.
    """
    for stream in streams_of(uses, lambda use: (use.buyer, use.listing)).values():
        times = [use.at for use in stream]
        alike = Counter(_said(use) for use in stream)
        for same in streams_of(stream, _said).values():
            for before, after in pairwise(same):
                share = (alike[_said(after)] - 2) / len(stream) + RARE / after.quantity
                rate = share * _rate_around(times, after.at)
                gap = after.at - before.at
                if gap <= WINDOW and -expm1(-rate * gap) < FALSE_ALARMS:
                    yield _flagged(before, after)


def _said(use: Use) -> Hashable:
    """Return what makes two uses the same whatever they are called, names without case and stray spaces."""
    names = (" ".join(name.split()).casefold() for name in (use.model, use.feature))
    return (use.licence, use.kind, use.quantity, *names)


def _rate_around(times: Sequence[float], at: float) -> float:
    """Return the uses a second in the twenty minutes around a moment."""
    count = bisect_right(times, at + AROUND) - bisect_left(times, at - AROUND)
    return count / (2 * AROUND)


def _flagged(before: Use, after: Use) -> Flag:
    gap = after.at - before.at
    sentence = (
        f"{after.event} says what {before.event} said {_seconds(gap)} before: {after.quantity:,} × {after.kind} of "
        f"{after.listing} by {after.buyer}. It is taken for the same use."
    )
    return flag_of(Kind.DUPLICATE, [after], sentence, gap)


def _seconds(gap: float) -> str:
    return "less than a second" if gap < 1 else f"{gap:,.0f} seconds"
