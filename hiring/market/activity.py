"""The trail in people's words: each entry as a sentence with a chip, and the whole as lanes of time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from grader.reactions import Entry, Reaction, reactions_in
from hiring.lib.figures import Lane, Mark
from hiring.market.sentences import met, sentence_of


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One entry as people read it; ``chip`` is a word for how it went, in the colour ``tone``, or empty."""

    sequence: int
    at: datetime
    kind: str
    sentence: str
    chip: str
    tone: str


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """Lanes from ``start`` to ``end``, in seconds of the epoch; ``first`` and ``last`` are those moments."""

    lanes: tuple[Lane, ...]
    start: float
    end: float
    first: datetime
    last: datetime


def happening(entry: Entry) -> Happening:
    """Return an entry as people read it; a kind this version doesn't know is named as it is."""
    chip, tone = _chip(entry)
    return Happening(
        sequence=entry.sequence,
        at=entry.at,
        kind=entry.kind,
        sentence=sentence_of(entry.kind, entry.facts),
        chip=chip,
        tone=tone,
    )


def timeline(entries: Sequence[Entry]) -> Timeline | None:
    """Return what happened as one lane for each side of the work; None while nothing has."""
    if not entries:
        return None
    first, last = entries[0].at, entries[-1].at
    lanes = [Lane(name=name, marks=list(_marks(entries, kinds))) for name, kinds in LANES]
    if reactions := reactions_in(entries):
        lanes.append(Lane(name="Faults", marks=[_mark(reaction) for reaction in reactions]))
    return Timeline(
        lanes=tuple(lanes),
        start=first.timestamp(),
        end=max(last.timestamp(), first.timestamp() + 1),
        first=first,
        last=last,
    )


def _marks(entries: Iterable[Entry], kinds: frozenset[str]) -> Iterable[Mark]:
    for entry in entries:
        if entry.kind in kinds:
            said = happening(entry)
            moment = entry.at.timestamp()
            yield Mark(start=moment, end=moment, tone=said.tone or "accent", text=said.sentence)


def _mark(reaction: Reaction) -> Mark:
    moment = reaction.at.timestamp()
    tone = {True: "good", False: "bad", None: "accent"}[reaction.handled]
    return Mark(start=moment, end=moment, tone=tone, text=f"{met(reaction.route, reaction.kind)}; {reaction.said}")


def _chip(entry: Entry) -> tuple[str, str]:
    if entry.kind == "offer.made":
        return ("allowed", "good") if entry.facts["allowed"] else ("refused", "bad")
    return CHIPS.get(entry.kind, ("", ""))


CHIPS: Mapping[str, tuple[str, str]] = {
    "licence.issued": ("licensed", "good"),
    "model.registered": ("countersigned", "good"),
    "licence.revoked": ("revoked", "warn"),
    "key.revoked": ("revoked", "warn"),
    "listing.published": ("published", "good"),
    "listing.revised": ("revised", "good"),
    "listing.withdrawn": ("withdrawn", "warn"),
    "access.refused": ("refused", "bad"),
    "bytes.refused": ("refused", "bad"),
    "payout.held": ("held", "warn"),
    "payout.paid": ("paid", "good"),
    "fault.played": ("fault", "warn"),
    "dataset.revised": ("revised", "warn"),
}

LANES: tuple[tuple[str, frozenset[str]], ...] = (
    ("Discovery", frozenset({"datasets.searched", "dataset.viewed", "dataset.revised", "quote.made"})),
    ("Licence", frozenset({"offer.made", "licence.issued", "licence.revoked"})),
    (
        "Fetch",
        frozenset(
            {"access.granted", "access.refused", "bytes.served", "bytes.refused", "edge.transformed", "edge.served"}
        ),
    ),
    ("Usage", frozenset({"usage.reported"})),
    ("Payouts", frozenset({"payout.held", "payout.paid", "dispute.opened", "dispute.resolved"})),
    ("Publishing", frozenset({"listing.drafted", "listing.published", "listing.revised", "listing.withdrawn"})),
    ("Models", frozenset({"lineage.reported", "model.registered"})),
    ("Submissions", frozenset({"submission.received"})),
)
