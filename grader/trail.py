"""The trail: the market's own record of everything an attempt did there, proven whole and read as facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cached_property
from typing import Any

from grader.attestation import Jwks
from grader.chain import not_whole, prove_chain
from grader.formats import read_format

MAX_BYTES = 32 << 20


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that happened; ``facts`` are those its ``kind`` has in the published format."""

    sequence: int
    at: datetime
    kind: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Licence:
    """A licence the attempt obtained, with the offer it came of and its revocation where there was one."""

    name: str
    listing: str
    revision: int
    digest: str
    jti: str
    terms: Mapping[str, Any]
    expires_at: datetime
    issued: Entry
    offer: Entry | None
    revoked: Entry | None

    def covers(self, entry: Entry) -> bool:
        """Say whether the licence was in force when ``entry`` was written."""
        if entry.sequence < self.issued.sequence or entry.at >= self.expires_at:
            return False
        return self.revoked is None or entry.sequence < self.revoked.sequence


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """What the market served of one digest: the entries that tell of it, and whether they cover every byte.

    ``source`` is the licensed digest that an artefact was made of at the edge; licensed bytes are their own.
    """

    listing: str
    revision: int
    digest: str
    source: str
    size: int
    licences: frozenset[str]
    entries: tuple[int, ...]
    whole: bool


@dataclass(frozen=True, kw_only=True)
class Usage:
    """One reported use of a licensed dataset."""

    event_id: str
    licence: str
    listing: str
    kind: str
    quantity: int
    model: str
    feature: str
    occurred_at: str
    entry: int


@dataclass(frozen=True, kw_only=True)
class Trail:
    """A proven trail; ``as_of`` is the only clock the gate knows."""

    attempt: str
    as_of: datetime
    budget_micro: int
    entries: tuple[Entry, ...]

    def of_kind(self, *kinds: str) -> tuple[Entry, ...]:
        """Return the entries of these kinds, in order."""
        return tuple(entry for entry in self.entries if entry.kind in kinds)

    @cached_property
    def licences(self) -> Mapping[str, Licence]:
        """The licences obtained, by name, in the order they were issued."""
        offers = {entry.facts["offer"]: entry for entry in self.of_kind("offer.made")}
        revoked = {entry.facts["licence"]: entry for entry in reversed(self.of_kind("licence.revoked"))}
        issued = (_read_licence(entry, offers, revoked) for entry in self.of_kind("licence.issued"))
        return {licence.name: licence for licence in issued}

    def licence_with(self, *, jti: object) -> Licence | None:
        """Return the licence whose token carries ``jti``."""
        return next((licence for licence in self.licences.values() if licence.jti == jti), None)

    @cached_property
    def served(self) -> tuple[Entry, ...]:
        """The entries that tell of bytes served: licensed ones, and artefacts that were made of such."""
        return self.of_kind("bytes.served", "edge.served")

    @cached_property
    def fetched(self) -> Mapping[str, Fetched]:
        """What was fetched, by the digest of the whole file."""
        made = {entry.facts["transform"]: entry for entry in self.of_kind("edge.transformed")}
        served: dict[str, list[Entry]] = {}
        sources: dict[str, Entry] = {}
        for entry in self.served:
            source = entry if entry.kind == "bytes.served" else made.get(entry.facts["transform"])
            if source is not None:
                digest = entry.facts.get("artefact", source.facts["digest"])
                served.setdefault(digest, []).append(entry)
                sources.setdefault(digest, source)
        return {digest: _read_fetched(digest, entries, sources[digest]) for digest, entries in served.items()}

    @cached_property
    def put_to_use(self) -> tuple[Licence, ...]:
        """The licences under which bytes were served, in the order they were issued."""
        used = {name for fetched in self.fetched.values() for name in fetched.licences}
        return tuple(licence for name, licence in self.licences.items() if name in used)

    @cached_property
    def usage(self) -> tuple[Usage, ...]:
        """The uses reported, in order."""
        return tuple(_read_usage(entry) for entry in self.of_kind("usage.reported"))

    @cached_property
    def spent_micro(self) -> int:
        """Play money spent, in millionths."""
        charged = self.of_kind("money.charged")
        return int(charged[-1].facts["spent_micro"]) if charged else 0


def parse_trail(data: bytes, *, file: str, jwks: Jwks) -> Trail:
    """Return the trail in ``data`` once its chain is whole and its signature is by a key of ``jwks``.

    Raises Unreadable naming the first entry that breaks the chain, or what the signature does not cover.
    """
    document = read_format("trail.v1", data, file=file, limit=MAX_BYTES)
    prove_chain(document, jwks, file=file)
    try:
        trail = Trail(
            attempt=document["attempt"],
            as_of=datetime.fromisoformat(document["as_of"]),
            budget_micro=document["budget_micro"],
            entries=tuple(_read_entry(each) for each in document["entries"]),
        )
    except ValueError as error:
        raise not_whole("It holds a time that no calendar has.", file=file) from error
    started = trail.of_kind("attempt.started")
    if started and started[0].facts["budget_micro"] != trail.budget_micro:
        raise not_whole("Its budget is not the one the attempt started with.", file=file, place="/budget_micro")
    return trail


def _read_entry(entry: Mapping[str, Any]) -> Entry:
    return Entry(
        sequence=entry["sequence"],
        at=datetime.fromisoformat(entry["at"]),
        kind=entry["kind"],
        facts=entry["facts"],
    )


def _read_licence(entry: Entry, offers: Mapping[str, Entry], revoked: Mapping[str, Entry]) -> Licence:
    facts = entry.facts
    return Licence(
        name=facts["licence"],
        listing=facts["listing"],
        revision=facts["revision"],
        digest=facts["digest"],
        jti=facts["jti"],
        terms=facts["terms"],
        expires_at=datetime.fromisoformat(facts["expires_at"]),
        issued=entry,
        offer=offers.get(facts["offer"]),
        revoked=revoked.get(facts["licence"]),
    )


def _read_fetched(digest: str, entries: list[Entry], source: Entry) -> Fetched:
    size = entries[0].facts["size"]
    return Fetched(
        listing=source.facts["listing"],
        revision=source.facts["revision"],
        digest=digest,
        source=source.facts["digest"],
        size=size,
        licences=frozenset(entry.facts["licence"] for entry in entries),
        entries=tuple(entry.sequence for entry in entries),
        whole=covers(((entry.facts["first"], entry.facts["last"]) for entry in entries), size),
    )


def covers(ranges: Iterable[tuple[int, int]], size: int) -> bool:
    """Say whether ranges of bytes, both ends included, leave none out of ``size``."""
    reached = 0
    for first, last in sorted(ranges):
        if first > reached:
            return False
        reached = max(reached, last + 1)
    return reached >= size


def _read_usage(entry: Entry) -> Usage:
    told = {field.name: entry.facts[field.name] for field in fields(Usage) if field.name != "entry"}
    return Usage(entry=entry.sequence, **told)
