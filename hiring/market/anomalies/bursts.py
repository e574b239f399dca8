"""Bursts: far more uses within a while than a buyer's own history of the listing lets expect."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import fmean, pvariance

from hiring.market.anomalies.events import DAY, HOUR, MINUTE, Flag, Kind, Use, flag_of, streams_of
from hiring.market.anomalies.tails import student_tail

WIDTHS = {MINUTE: "a minute", 10 * MINUTE: "10 minutes", HOUR: "an hour", 6 * HOUR: "6 hours"}
# Of a thousand buyers without a burst at most one is flagged, if the sizes of their busy times are log-normal.
FALSE_ALARMS = 1e-3
LEAST_HISTORY = 2 * DAY
# Fewer uses are no burst, and fewer busy times no history.
LEAST_USES = 10
LEAST_BUSY = 4
# What is known before anything is: as if ten busy times had been seen that differ from each other by a factor of two.
PRIOR_BUSY, PRIOR_SPREAD = 10, log(2)


@dataclass(frozen=True, kw_only=True)
class _Window:
    """The fullest window of one width, and how often one as full would be met by chance in the whole history."""

    uses: Sequence[Use]
    width: float
    usual: float
    chance: float


def find_bursts(uses: Iterable[Use]) -> Iterator[Flag]:
    """Yield each window that is too full for the rest of its buyer's history of that listing.

    The fullest is judged by the busy ones among the others of its width, of whose sizes' logarithms a Student's t is
    made; when it is flagged it is taken out of the history, and the next one judged.
    """
    for stream in streams_of(uses, lambda use: (use.buyer, use.listing)).values():
        left = list(stream)
        while burst := _burst_in(left):
            yield _flagged(burst)
            taken = {use.event for use in burst.uses}
            left = [use for use in left if use.event not in taken]


def _burst_in(stream: Sequence[Use]) -> _Window | None:
    fullest = [window for width in WIDTHS if (window := _fullest(stream, width))]
    rarest = min(fullest, key=lambda window: window.chance, default=None)
    return rarest if rarest and rarest.chance < FALSE_ALARMS else None


def _fullest(stream: Sequence[Use], width: float) -> _Window | None:
    """Return the fullest window of a width; None where the history beside it is too short to judge by."""
    times = [use.at for use in stream]
    if times[-1] - times[0] - width < LEAST_HISTORY:
        return None
    ends = [bisect_left(times, at + width) for at in times]
    begin = max(range(len(times)), key=lambda index: (ends[index] - index, -index))
    window, beside = stream[begin : ends[begin]], times[:begin] + times[ends[begin] :]
    busy = Counter((at - times[begin]) // width for at in beside)
    if len(window) < LEAST_USES or len(busy) < LEAST_BUSY:
        return None
    by = _by_pace if width < HOUR else _by_size
    chance, usual = by(len(window), list(busy.values()))
    chance = min(1.0, chance * len(busy) * len(WIDTHS))
    return _Window(uses=window, width=width, usual=usual, chance=chance)


def _by_pace(count: int, busy: Sequence[int]) -> tuple[float, float]:
    """Return how likely ``count`` uses are in minutes, and how many are usual.

    How much fits into minutes is limited by the pace, so counts fall off exponentially; their mean is learned from
    the ``busy`` ones, which makes the tail a Lomax distribution's.
    """
    return (1 + count / sum(busy)) ** -len(busy), sum(busy) / len(busy)


def _by_size(count: int, busy: Sequence[int]) -> tuple[float, float]:
    """Return how likely ``count`` uses are in hours, and how many are usual.

    Hours hold as much as there is to do, of which the logarithms are normal; their mean and spread are learned from
    the ``busy`` ones and from what is known before, which makes the tail a Student's t.
    """
    sizes = [log(each) for each in busy]
    middle, freedom = fmean(sizes), len(sizes) - 1 + PRIOR_BUSY
    spread = sqrt((pvariance(sizes) * len(sizes) + PRIOR_BUSY * PRIOR_SPREAD**2) / freedom)
    return student_tail((log(count) - middle) / (spread * sqrt(1 + 1 / len(sizes))), freedom), exp(middle)


def _flagged(window: _Window) -> Flag:
    first = window.uses[0]
    rarity = "more than a billion" if window.chance < 1e-9 else f"{1 / window.chance:,.0f}"
    sentence = (
        f"{first.buyer} used {first.listing} {len(window.uses):,} times within {WIDTHS[window.width]}, where "
        f"{window.usual:.1f} times are usual when it uses it at all; a buyer as uneven does so by chance in one of "
        f"{rarity} such histories."
    )
    return flag_of(Kind.BURST, window.uses, sentence, len(window.uses) / window.usual)
