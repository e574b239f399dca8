"""Everything that is wrong with some uses, by all detectors."""

from __future__ import annotations

from collections.abc import Iterable

from hiring.market.anomalies.bursts import find_bursts
from hiring.market.anomalies.duplicates import find_duplicates
from hiring.market.anomalies.events import Flag, Licensed, Use
from hiring.market.anomalies.regularity import find_regular
from hiring.market.anomalies.rings import find_rings
from hiring.market.anomalies.unlicensed import find_unlicensed


def find_anomalies(uses: Iterable[Use], licences: Iterable[Licensed]) -> tuple[Flag, ...]:
    """Return every flag on ``uses``, kind by kind, whatever order they arrived in.

    Detectors don't know of each other: a use may be flagged for several reasons. A duplicate is no use of its own, so
    bursts, rings and regularity are looked for without the duplicates.
    """
    known = list(uses)
    duplicates = tuple(find_duplicates(known))
    twice = {event for flag in duplicates for event in flag.events}
    once = [use for use in known if use.event not in twice]
    flags = (
        *find_bursts(once),
        *find_rings(once),
        *duplicates,
        *find_unlicensed(known, licences),
        *find_regular(once),
    )
    return tuple(sorted(flags, key=lambda flag: (flag.kind, flag.events)))
