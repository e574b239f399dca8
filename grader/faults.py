"""Faults that a sandbox market plays: their kinds, the calls they fall on, and what a plan has to say of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What goes wrong."""

    BUSY = "too_many_requests"
    DOWN = "unavailable"
    CUT = "connection_cut"
    EXPIRED = "url_expired"
    ROTATED = "key_rotated"
    REVOKED = "licence_revoked"
    COLUMNS = "columns_changed"
    REPEATED = "webhook_duplicated"
    REORDERED = "webhooks_reordered"


class Change(StrEnum):
    """What becomes of a column in a new revision."""

    RENAMED = "renamed"
    DROPPED = "dropped"
    RETYPED = "retyped"


class Route(StrEnum):
    """A call of the market that faults can fall on, or a message of its own that it sends."""

    SEARCH = "search"
    CARD = "card"
    QUOTE = "quote"
    OFFER = "offer"
    COUNTER = "counter"
    ACCEPT = "accept"
    ACCESS = "access"
    BYTES = "bytes"
    USAGE = "usage"
    WEBHOOK = "webhook"


CALLS = frozenset(Route) - {Route.WEBHOOK}
ROUTES: Mapping[Kind, frozenset[Route]] = {
    Kind.BUSY: CALLS,
    Kind.DOWN: CALLS,
    Kind.CUT: frozenset({Route.BYTES}),
    Kind.EXPIRED: frozenset({Route.ACCESS}),
    Kind.ROTATED: frozenset({Route.ACCESS}),
    Kind.REVOKED: frozenset({Route.ACCESS}),
    Kind.COLUMNS: frozenset({Route.OFFER, Route.ACCESS}),
    Kind.REPEATED: frozenset({Route.WEBHOOK}),
    Kind.REORDERED: frozenset({Route.WEBHOOK}),
}
SAYS: Mapping[Kind, frozenset[str]] = {
    Kind.BUSY: frozenset({"retry_after"}),
    Kind.DOWN: frozenset({"times"}),
    Kind.REVOKED: frozenset({"listing"}),
    Kind.COLUMNS: frozenset({"listing", "column", "change"}),
    Kind.REPEATED: frozenset({"times"}),
}
"""What a kind has to say, and others may not."""
PLAIN: Mapping[str, object] = {"retry_after": 0, "times": 1, "listing": "", "column": "", "change": ""}
REFUSALS = frozenset({Kind.BUSY, Kind.DOWN})
"""Kinds that end the request which meets them."""
FLAWS = frozenset({Kind.CUT, Kind.EXPIRED, Kind.ROTATED})
"""Kinds that are in what is answered; a request that is refused leaves them to the next."""
UNSURVIVABLE: Mapping[Kind, str] = {
    Kind.REVOKED: "Nobody can finish once the licence for {} is revoked.",
    Kind.COLUMNS: "Everyone works on {}, so its columns have to stay as they are.",
}
"""Why a kind can't be played on a listing that nobody can do without."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A fault of a plan; it begins on one of the requests from ``first`` to ``last`` of its route in an attempt.

    ``times`` is how many requests in a row meet it, or how often a message is sent; ``retry_after`` is in seconds;
    with a ``listing``, only the requests for that listing count; ``change`` is what becomes of its ``column``.
    """

    id: str
    kind: Kind
    route: Route
    first: int
    last: int
    times: int = 1
    retry_after: int = 0
    listing: str = ""
    column: str = ""
    change: str = ""

    @property
    def lane(self) -> str:
        """The name under which the requests that count for this fault are counted."""
        return lane_of(self.route, self.listing)

    @property
    def span(self) -> int:
        """How many requests in a row meet it."""
        return self.times if self.kind is Kind.DOWN else 1

    def may_meet(self, other: Fault) -> bool:
        """Say whether one request could meet this fault and ``other`` on the same count."""
        ends, other_ends = self.last + self.span - 1, other.last + other.span - 1
        return self.lane == other.lane and self.first <= other_ends and other.first <= ends


def lane_of(route: Route, listing: str = "") -> str:
    """Return the name under which the requests of a route are counted: all of them, or those for one listing."""
    return f"{route}/{listing}" if listing else str(route)


def read_faults(items: Iterable[Mapping[str, object]]) -> tuple[Fault, ...]:
    """Return the faults that a document of the right form names."""
    return tuple(
        Fault(**{**item, "kind": Kind(str(item["kind"])), "route": Route(str(item["route"]))})  # type: ignore[arg-type]
        for item in items
    )


def contradictions(faults: Sequence[Fault], *, needed: Collection[str | None]) -> Iterator[tuple[int, str]]:
    """Yield the position of each fault that can't be played, and why; ``needed`` are listings nobody can do without."""
    for index, fault in enumerate(faults):
        earlier = faults[:index]
        yield from ((index, sentence) for sentence in _unsaid(fault))
        if fault.first > fault.last:
            yield index, "Its first request comes after its last."
        if fault.listing in needed and fault.kind in UNSURVIVABLE:
            yield index, UNSURVIVABLE[fault.kind].format(fault.listing)
        if any(fault.id == other.id for other in earlier):
            yield index, "Two faults have the same id."
        if any(fault.may_meet(other) for other in earlier):
            yield index, "Two faults may fall on the same request."


def _unsaid(fault: Fault) -> Iterator[str]:
    """Yield where a fault says too little or too much for its kind."""
    if fault.route not in ROUTES[fault.kind]:
        yield f"The fault {fault.kind} can't fall on {fault.route}."
    for name, plain in PLAIN.items():
        said, asked = getattr(fault, name) != plain, name in SAYS.get(fault.kind, ())
        if asked and not said:
            yield f"The fault {fault.kind} does not say its {name}."
        if said and not asked:
            yield f"The fault {fault.kind} has no {name}."
