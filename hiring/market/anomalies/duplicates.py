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
    """Yield for each buyer and listing the uses that say the same as one shortly before, sooner than by chance.

    Chance is the rate of the buyer's uses in the twenty minutes around, times how large a share of all its uses say
    the same. So two uses of 8,437 in a minute are one use twice, and two of 1 in a busy minute are two.
    """
    for stream in streams_of(uses, lambda use: (use.buyer, use.listing)).values():
        times = [use.at for use in stream]
        alike = Counter(_said(use) for use in stream)
        pairs = []
        for same in streams_of(stream, _said).values():
            for before, after in pairwise(same):
                share = (alike[_said(after)] - 2) / len(stream) + RARE / after.quantity
                rate = share * _rate_around(times, after.at)
                gap = after.at - before.at
                if gap <= WINDOW and -expm1(-rate * gap) < FALSE_ALARMS:
                    pairs.append((before, after))
        if pairs:
            yield _flagged(sorted(pairs, key=lambda pair: (pair[1].at, pair[1].event)))


def _said(use: Use) -> Hashable:
    """Return what makes two uses the same whatever they are called, names without case and stray spaces."""
    names = (" ".join(name.split()).casefold() for name in (use.model, use.feature))
    return (use.licence, use.kind, use.quantity, *names)


def _rate_around(times: Sequence[float], at: float) -> float:
    """Return the uses a second in the twenty minutes around a moment."""
    count = bisect_right(times, at + AROUND) - bisect_left(times, at - AROUND)
    return count / (2 * AROUND)


def _flagged(pairs: Sequence[tuple[Use, Use]]) -> Flag:
    before, after = pairs[0]
    most = max(later.at - earlier.at for earlier, later in pairs)
    more = f", and {len(pairs) - 1:,} more say what was said" if len(pairs) > 1 else ""
    sentence = (
        f"{after.event} says what {before.event} said{more} at most {_seconds(most)} before: the same kind and "
        f"quantity of {after.listing} by {after.buyer}, for the same model and feature."
    )
    return flag_of(Kind.DUPLICATE, [later for _, later in pairs], sentence, most)


def _seconds(gap: float) -> str:
    return "a second" if gap <= 1 else f"{gap:,.0f} seconds"
