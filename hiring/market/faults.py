"""The fault plan, as pure functions: which request meets which fault, the same for a whole cohort, and in words."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from grader.faults import Fault, Kind, Route, lane_of
from grader.reactions import Entry, reactions_in


@dataclass(frozen=True, kw_only=True)
class Scheduled:
    """A fault with the requests that meet it: those of its lane from number ``first`` to number ``last``.

    What is said beside them is what the plan says of its kind.
    """

    id: str
    kind: str
    route: str
    listing: str
    first: int
    last: int
    retry_after: int
    times: int = 1
    column: str = ""
    change: str = ""

    @property
    def lane(self) -> str:
        """The name under which the requests that count for this fault are counted."""
        return lane_of(Route(self.route), self.listing)


@dataclass(frozen=True, kw_only=True)
class Expected:
    """A fault before it is played, in words: when, what goes wrong, and what a good pipeline does about it."""

    when: str
    what: str
    good: str


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """A fault that was played, in words: when, what went wrong, and what the pipeline did about it."""

    at: datetime
    call: str
    what: str
    said: str
    handled: bool | None
    entries: tuple[int, ...]


def schedule(faults: Iterable[Fault], *, seed: bytes) -> tuple[Scheduled, ...]:
    """Return the requests that each fault falls on in every attempt of the cohort with ``seed``."""
    return tuple(_scheduled(fault, _begin(fault, seed)) for fault in faults)


def fault_at(faults: Iterable[Scheduled], *, lane: str, ordinal: int) -> Scheduled | None:
    """Return the fault that request number ``ordinal`` of a lane meets."""
    met = (fault for fault in faults if fault.lane == lane and fault.first <= ordinal <= fault.last)
    return next(met, None)


def expected(faults: Iterable[Fault]) -> tuple[Expected, ...]:
    """Say in words what a plan has in store."""
    return tuple(Expected(when=_when(fault), what=_what(fault), good=GOOD[fault.kind]) for fault in faults)


def replay(entries: Sequence[Entry]) -> tuple[Replayed, ...]:
    """Return the faults of a trail as people read them, in the order in which they were met."""
    return tuple(
        Replayed(
            at=reaction.at,
            call=CALLS.get(reaction.route, reaction.route),
            what=HAPPENS[reaction.kind],
            said=reaction.said,
            handled=reaction.handled,
            entries=reaction.entries,
        )
        for reaction in reactions_in(entries)
    )


def _when(fault: Fault) -> str:
    call = CALLS[fault.route] + (f" {BY[fault.route]} {fault.listing}" if fault.listing else "")
    counted = "message" if fault.route is Route.WEBHOOK else "request"
    if fault.first == fault.last:
        return f"{call}, {counted} {fault.first}"
    return f"{call}, one of the {counted}s {fault.first} to {fault.last}"


def _what(fault: Fault) -> str:
    if fault.kind is Kind.BUSY:
        return f"{HAPPENS[fault.kind]}: try again after {fault.retry_after} s"
    if fault.kind is Kind.DOWN:
        return f"{HAPPENS[fault.kind]}, {fault.times} times in a row"
    if fault.kind is Kind.REPEATED:
        return f"{HAPPENS[fault.kind]}: {fault.times} times under one id"
    if fault.kind is Kind.COLUMNS:
        return f"{HAPPENS[fault.kind]}: {fault.column} is {fault.change}"
    return HAPPENS[fault.kind]


def _begin(fault: Fault, seed: bytes) -> int:
    drawn = hmac.digest(seed, f"fault {fault.id}".encode(), hashlib.sha256)
    return fault.first + int.from_bytes(drawn) % (fault.last - fault.first + 1)


def _scheduled(fault: Fault, begin: int) -> Scheduled:
    return Scheduled(
        id=fault.id,
        kind=str(fault.kind),
        route=str(fault.route),
        listing=fault.listing,
        first=begin,
        last=begin + fault.span - 1,
        retry_after=fault.retry_after,
        times=fault.times,
        column=fault.column,
        change=fault.change,
    )


CALLS: Mapping[str, str] = {
    Route.SEARCH: "searching",
    Route.CARD: "reading a card",
    Route.QUOTE: "asking for a quote",
    Route.OFFER: "asking for an offer",
    Route.COUNTER: "countering an offer",
    Route.ACCEPT: "accepting an offer",
    Route.ACCESS: "asking for access",
    Route.BYTES: "fetching bytes",
    Route.USAGE: "reporting use",
    Route.WEBHOOK: "sending a webhook",
}
BY: Mapping[str, str] = {Route.OFFER: "of", Route.ACCESS: "to"}
"""How a call is joined to the listing that it is about."""
HAPPENS: Mapping[str, str] = {
    Kind.BUSY: "429, too many requests",
    Kind.DOWN: "503, the market can't answer",
    Kind.CUT: "the line breaks half-way",
    Kind.EXPIRED: "the signed URL has expired when it is used",
    Kind.ROTATED: "the key of the signed URL is replaced before it is used",
    Kind.REVOKED: "the licence is revoked",
    Kind.COLUMNS: "a new revision appears with another column",
    Kind.REPEATED: "the same message is sent more than once",
    Kind.REORDERED: "a message is held back until the one after it was sent",
}
GOOD: Mapping[str, str] = {
    Kind.BUSY: "waits as long as it is told, and asks again",
    Kind.DOWN: "asks again after a pause, until it is answered",
    Kind.CUT: "fetches what is missing and checks the digest",
    Kind.EXPIRED: "asks for access again and fetches with the new URL",
    Kind.ROTATED: "asks for access again and fetches with the new URL",
    Kind.REVOKED: "leaves the dataset out and asks no more for it",
    Kind.COLUMNS: "keeps to the revision it licensed, or looks at what changed before it licenses the new one",
    Kind.REPEATED: "acts once on each webhook-id; the market can't see it, so it is not judged",
    Kind.REORDERED: "goes by the timestamp and not by what came first; the market can't see it, so it is not judged",
}
