"""Machine-like regularity: pauses almost alike, all around the clock."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import pairwise
from math import cos, hypot, pi, sin
from statistics import median

from hiring.market.anomalies.events import DAY, MINUTE, Flag, Kind, Use, flag_of, streams_of
from hiring.market.anomalies.tails import binomial_tail

LEAST_USES = 40
LEAST_SPAN = 0.9 * DAY
# Pauses within a quarter of the usual one; of an honest job that keeps its time half-heartedly no more are.
NEAR, HONEST = 0.25, 0.45
# Of a hundred thousand such jobs at most one is flagged.
FALSE_ALARMS = 1e-5
# The mean resultant length of the times of day: 0 for a clock that never pauses, 1 for one moment of the day.
MOST_RHYTHM = 0.15


def find_regular(uses: Iterable[Use]) -> Iterator[Flag]:
    """Yield each stream of uses that keeps its pauses as no person does, and at night as by day.

    Streams are what a buyer uses of a listing, for one feature of one model and for all of them, each day by itself and
    all days together; what was flagged in one is left out of those looked at later.
    """
    left = list(uses)
    keys: tuple[Callable[[Use], Hashable], ...] = (
        lambda use: (use.buyer, use.listing, use.model, use.feature),
        lambda use: (use.buyer, use.listing, use.model, use.feature, use.at // DAY),
        lambda use: (use.buyer, use.listing, use.at // DAY),
        lambda use: (use.buyer, use.listing),
    )
    for key in keys:
        flags = [flag for stream in streams_of(left, key).values() if (flag := _flag_on(stream))]
        yield from flags
        flagged = {event for flag in flags for event in flag.events}
        left = [use for use in left if use.event not in flagged]


def _flag_on(stream: Sequence[Use]) -> Flag | None:
    if len(stream) < LEAST_USES or stream[-1].at - stream[0].at < LEAST_SPAN:
        return None
    pauses = [after.at - before.at for before, after in pairwise(stream)]
    usual = median(pauses)
    near = sum(abs(pause - usual) <= NEAR * usual for pause in pauses)
    rhythm = _rhythm(stream)
    if usual <= 0 or rhythm > MOST_RHYTHM or binomial_tail(near, len(pauses), HONEST) >= FALSE_ALARMS:
        return None
    first = stream[0]
    sentence = (
        f"{first.buyer} used {first.listing} {len(stream):,} times by day and by night alike, and {near:,} of the "
        f"{len(pauses):,} pauses are within a quarter of {usual / MINUTE:.1f} minutes; of a job that keeps its time "
        f"loosely 45 in a hundred are."
    )
    return flag_of(Kind.MACHINE, stream, sentence, near / len(pauses))


def _rhythm(stream: Sequence[Use]) -> float:
    angles = [use.at % DAY / DAY * 2 * pi for use in stream]
    return hypot(sum(map(cos, angles)), sum(map(sin, angles))) / len(angles)
