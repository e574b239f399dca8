"""The trail in people's words: each entry as a sentence, and the whole as lanes of time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from grader.reactions import Entry, Reaction, reactions_in
from hiring.lib.figures import Lane, Mark
from hiring.market.days_told import OF_PAYOUTS
from hiring.market.sentences import met, sentence_of


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One entry as people read it, or a run of the same sign-in; ``numbers`` says which, ``tone`` how it went."""

    numbers: str
    at: datetime
    sentence: str
    tone: str


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """Lanes from ``start`` to ``end``, in seconds of the epoch; ``first`` and ``last`` are those moments.

    ``undrawn`` counts what became of payouts: it has no lane, for it goes on long after the work.
    """

    lanes: tuple[Lane, ...]
    undrawn: int
    start: float
    end: float
    first: datetime
    last: datetime


def happening(entry: Entry, times: int = 1) -> Happening:
    """Return an entry as people read it, ``times`` of them in a row; a kind this version doesn't know is named."""
    sentence = sentence_of(entry.kind, entry.facts)
    return Happening(
        numbers=str(entry.sequence),
        at=entry.at,
        sentence=f"{sentence}, {times} times" if times > 1 else sentence,
        tone=_tone(entry),
    )


def happenings(entries: Iterable[Entry]) -> list[Happening]:
    """Return entries as people read them, each run of one program's sign-ins as a single one."""
    return [_run(list(run)) for _, run in groupby(entries, key=_same)]


def timeline(entries: Sequence[Entry]) -> Timeline | None:
    """Return the pipeline's work as one lane for each side of it, which ends with its last step; None without any."""
    lanes = [Lane(name=name, marks=list(_marks(entries, kinds))) for name, kinds in LANES]
    reactions = reactions_in(entries)
    if reactions:
        lanes.append(Lane(name="Faults", marks=[_mark(reaction) for reaction in reactions]))
    drawn = [entry.at for entry in entries if any(entry.kind in kinds for _, kinds in LANES)]
    drawn += [reaction.at for reaction in reactions]
    if not drawn:
        return None
    first, last = entries[0].at, max(drawn)
    return Timeline(
        lanes=tuple(lanes),
        undrawn=sum(entry.kind in OF_PAYOUTS for entry in entries),
        start=first.timestamp(),
        end=max(last.timestamp(), first.timestamp() + 1),
        first=first,
        last=last,
    )


def _same(entry: Entry) -> tuple[str, object]:
    return (entry.kind, entry.facts["client_id"] if entry.kind == "token.issued" else entry.sequence)


def _run(entries: Sequence[Entry]) -> Happening:
    told = happening(entries[0], len(entries))
    if len(entries) == 1:
        return told
    lowest, highest = sorted((entries[0].sequence, entries[-1].sequence))
    return replace(told, numbers=f"{lowest}–{highest}")


def _marks(entries: Iterable[Entry], kinds: frozenset[str]) -> Iterable[Mark]:
    for entry in entries:
        if entry.kind in kinds:
            said = happening(entry)
            yield Mark(at=entry.at.timestamp(), tone=said.tone or "accent", text=said.sentence)


def _mark(reaction: Reaction) -> Mark:
    tone = {True: "good", False: "bad", None: "accent"}[reaction.handled]
    said = f"{met(reaction.route, reaction.kind)}; {reaction.said}"
    return Mark(at=reaction.at.timestamp(), tone=tone, text=said)


def _tone(entry: Entry) -> str:
    if entry.kind == "offer.made":
        return "good" if entry.facts["allowed"] else "bad"
    return TONES.get(entry.kind, "")


TONES: Mapping[str, str] = {
    "licence.issued": "good",
    "model.registered": "good",
    "licence.revoked": "warn",
    "key.revoked": "warn",
    "listing.published": "good",
    "listing.revised": "good",
    "listing.withdrawn": "warn",
    "access.refused": "bad",
    "bytes.refused": "bad",
    "payout.held": "warn",
    "payout.paid": "good",
    "fault.played": "warn",
    "dataset.revised": "warn",
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
    ("Publishing", frozenset({"listing.drafted", "listing.published", "listing.revised", "listing.withdrawn"})),
    ("Models", frozenset({"lineage.reported", "model.registered"})),
    ("Submissions", frozenset({"submission.received"})),
)
