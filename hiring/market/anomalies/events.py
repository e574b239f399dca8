"""What the detectors read, uses and licences, and what they say: flags."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

MINUTE = 60.0
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Kind(StrEnum):
    """What can be wrong with uses."""

    BURST = "burst"
    RING = "self_dealing"
    DUPLICATE = "duplicate"
    UNLICENSED = "unlicensed"
    MACHINE = "machine_like"


@dataclass(frozen=True, kw_only=True)
class Use:
    """One use of a listing, ``at`` so many seconds after the market's first midnight.

    ``sources`` are the creators who get a royalty of it; ``licence`` is None where none was named.
    """

    event: str
    at: float
    buyer: str
    creator: str
    listing: str
    licence: str | None
    kind: str
    quantity: int
    model: str = ""
    feature: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Licensed:
    """A licence: who may use which listing from ``since`` until just before ``until``."""

    licence: str
    buyer: str
    listing: str
    since: float
    until: float


@dataclass(frozen=True, kw_only=True)
class Flag:
    """Uses that one detector would not let pass: which, why in a sentence, and the figure it went by."""

    kind: Kind
    events: tuple[str, ...]
    sentence: str
    figure: float


def flag_of(kind: Kind, uses: Iterable[Use], sentence: str, figure: float) -> Flag:
    """Return a flag on ``uses``, which are named in the order of their times."""
    return Flag(kind=kind, events=tuple(use.event for use in in_order(uses)), sentence=sentence, figure=figure)


def in_order(uses: Iterable[Use]) -> list[Use]:
    """Return uses by their time, those of one moment by their ids."""
    return sorted(uses, key=lambda use: (use.at, use.event))


def streams_of(uses: Iterable[Use], key: Callable[[Use], Hashable]) -> Mapping[Hashable, Sequence[Use]]:
    """Return the uses that have ``key`` in common, each stream in the order of its times."""
    streams: defaultdict[Hashable, list[Use]] = defaultdict(list)
    for use in in_order(uses):
        streams[key(use)].append(use)
    return streams
