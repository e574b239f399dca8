"""How a pipeline met the faults that its market played: one answer for each, from the trail alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from grader.faults import Kind
from grader.trail import covers

LEAST_PAUSE = 0.5
MOST_REFUSALS = 3


class Entry(Protocol):
    """One entry of a trail, as a row or as parsed from its document."""

    @property
    def sequence(self) -> int: ...
    @property
    def at(self) -> datetime: ...
    @property
    def kind(self) -> str: ...
    @property
    def facts(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, kw_only=True)
class Reaction:
    """What a pipeline did about one fault: whether that was right, in words, and the entries that tell of it.

    ``handled`` is None where the trail can't tell; ``at`` and ``route`` are when and where the fault was first met.
    """

    fault: str
    kind: Kind
    route: str
    at: datetime
    handled: bool | None
    said: str
    entries: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Met:
    """A fault as it was met: the entries of it, in order, and each with the request that came back after it."""

    played: Sequence[Entry]
    followed: Sequence[Entry | None]
    trail: Sequence[Entry]

    @property
    def subject(self) -> str:
        """What the last request that met it was for."""
        return str(self.played[-1].facts["subject"])

    @property
    def waits(self) -> list[float]:
        """The seconds between each time it was met and the request that came back."""
        pairs = zip(self.played, self.followed, strict=True)
        return [(after.at - before.at).total_seconds() for before, after in pairs if after]

    def later(self, *kinds: str, **facts: str) -> list[Entry]:
        """Return the entries of these kinds after the fault was first met that state all of ``facts``."""
        since = self.played[0].sequence
        found = (entry for entry in self.trail if entry.kind in kinds and entry.sequence > since)
        return [entry for entry in found if all(entry.facts.get(name) == value for name, value in facts.items())]


Answer = tuple[bool | None, str, Iterable[Entry]]


def reactions_in(trail: Sequence[Entry]) -> tuple[Reaction, ...]:
    """Return how each fault of a kind that is known here was met, in the order in which they first were."""
    known = [entry for entry in trail if entry.kind == "fault.played" and entry.facts["kind"] in set(Kind)]
    names = dict.fromkeys(entry.facts["fault"] for entry in known)
    followers = [entry for entry in trail if entry.kind == "fault.followed"]
    return tuple(_reaction([each for each in known if each.facts["fault"] == name], followers, trail) for name in names)


def _reaction(played: Sequence[Entry], followers: Sequence[Entry], trail: Sequence[Entry]) -> Reaction:
    met = Met(played=played, followed=[_after(entry, followers) for entry in played], trail=trail)
    first = played[0]
    kind = Kind(first.facts["kind"])
    handled, said, shown = ANSWERS[kind](met)
    told = {entry.sequence for entry in (*played, *filter(None, met.followed), *shown)}
    return Reaction(
        fault=first.facts["fault"],
        kind=kind,
        route=first.facts["route"],
        at=first.at,
        handled=handled,
        said=said,
        entries=tuple(sorted(told)),
    )


def _after(played: Entry, followers: Iterable[Entry]) -> Entry | None:
    """Return the request for the same thing that came back first, if one did."""
    same = (
        entry
        for entry in followers
        if entry.sequence > played.sequence
        and all(entry.facts[name] == played.facts[name] for name in ("fault", "subject"))
    )
    return next(same, None)


def _busy(met: Met) -> Answer:
    if None in met.followed:
        return False, "never asked again", ()
    asked = max(float(entry.facts["retry_after"]) for entry in met.played)
    shortest = min(met.waits)
    if shortest < asked:
        return False, f"asked again after {shortest:.1f} s, where Retry-After said {asked:g} s", ()
    return True, f"asked again after {shortest:.1f} s, as Retry-After said", ()


def _down(met: Met) -> Answer:
    if None in met.followed:
        return False, "gave up asking", ()
    pauses = ", ".join(f"{wait:.1f} s" for wait in met.waits)
    if sum(met.waits) < LEAST_PAUSE * len(met.waits):
        return False, f"asked again {len(met.waits)} times within {sum(met.waits):.1f} s", ()
    return True, f"asked again after {pauses}", ()


def _cut(met: Met) -> Answer:
    served = [entry for entry in met.trail if entry.kind == "bytes.served" and entry.facts["digest"] == met.subject]
    later = met.later("bytes.served", digest=met.subject)
    if not _is_whole(served):
        return False, "went on without the rest of the file", later
    resumed = any(entry.facts["first"] > 0 for entry in later)
    return True, "fetched the rest of the file" if resumed else "fetched the file again", later


def _dead_url(met: Met) -> Answer:
    if served := met.later("bytes.served", "edge.served", licence=met.subject):
        return True, "asked for access again, and fetched with the new URL", served[:1]
    issued = (entry for entry in met.trail if entry.kind == "licence.issued")
    digests = {entry.facts["digest"] for entry in issued if entry.facts["licence"] == met.subject}
    elsewhere = [entry for digest in digests for entry in met.later("bytes.served", digest=digest)]
    if _is_whole(elsewhere):
        return True, "fetched the file under another licence of the same dataset", elsewhere
    return False, "never fetched the file", met.later("bytes.refused", licence=met.subject)


def _is_whole(served: Sequence[Entry]) -> bool:
    ranges = ((entry.facts["first"], entry.facts["last"]) for entry in served)
    return bool(served) and covers(ranges, served[0].facts["size"])


def _revoked(met: Met) -> Answer:
    told = {"licence": met.subject, "reason": "licence_revoked"}
    refused = [*met.later("access.refused", **told), *met.later("bytes.refused", **told)]
    if len(refused) > MOST_REFUSALS:
        return False, f"asked {len(refused)} times for what was no longer licensed", refused
    return True, "fetched nothing more of it", refused


def _columns(met: Met) -> Answer:
    listing = met.played[0].facts["listing"]
    revised = met.later("dataset.revised", listing=listing)
    if not revised:
        return None, "saw nothing change: the dataset has no such column", ()
    number = revised[0].facts["revision"]
    looks = [look for look in met.later("dataset.viewed", listing=listing) if look.sequence > revised[0].sequence]
    taken = [entry for entry in met.later("licence.issued", listing=listing) if entry.facts["revision"] >= number]
    if not taken:
        return True, f"licensed nothing of revision {number}", revised
    if not looks or looks[0].sequence > taken[0].sequence:
        return False, f"licensed revision {number} without looking at what had changed", (*revised, taken[0])
    return True, f"looked at what had changed, then licensed revision {number}", (*revised, looks[0], taken[0])


def _unseen(met: Met) -> Answer:
    return None, "was told by webhook, and what a receiver does with that is not seen from here", ()


ANSWERS: Mapping[Kind, Callable[[Met], Answer]] = {
    Kind.BUSY: _busy,
    Kind.DOWN: _down,
    Kind.CUT: _cut,
    Kind.EXPIRED: _dead_url,
    Kind.ROTATED: _dead_url,
    Kind.REVOKED: _revoked,
    Kind.COLUMNS: _columns,
    Kind.REPEATED: _unseen,
    Kind.REORDERED: _unseen,
}
