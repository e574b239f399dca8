"""Appending to the trail of a world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from grader.chain import START
from grader.digests import canonical, digest_of
from hiring.lib.carried import carried, name_in_logs
from hiring.lib.kept import Kept, insert
from hiring.lib.refused import Refused
from hiring.market.documents import entry_document
from hiring.market.locking import lock_world
from hiring.market.models import TrailEntry, World

# A trail is read whole by pages, API and gate; a pipeline that works properly writes some hundred entries.
MOST_ENTRIES = 20_000
# What others do, and what has an end of its own: a listing has so many market days, a day one dispute at most.
ALWAYS_WRITTEN = frozenset(
    {
        *("submission.received", "licence.revoked", "key.revoked", "fault.played"),
        *("payout.created", "payout.held", "payout.paid"),
        *("dispute.opened", "dispute.answered", "dispute.resolved"),
    }
)
OF_THE_CANDIDATE = frozenset({"dispute.opened", "dispute.answered"})
# What binds tells what its request carried along, so that one trace can be followed from a fetch to a report.
TRACED = frozenset({"access.granted", "bytes.served", "usage.reported", "model.registered", "submission.received"})
ABOUT = {"dataset_id": "listing", "submission_id": "submission"}


@dataclass(frozen=True, kw_only=True)
class Deed:
    """Something that was done, as the trail will tell it."""

    kind: str
    facts: Mapping[str, Any]


class Head(NamedTuple):
    """What of a trail's last entry the next one rests on, and when its candidate withdrew, if that is so."""

    sequence: int
    at: datetime
    hash: str
    withdrawn_at: datetime | None


_BEGINNING = Head(sequence=0, at=datetime.min.replace(tzinfo=UTC), hash=START, withdrawn_at=None)
_LATEST = Kept(
    lambda world: (
        TrailEntry.objects.filter(world=world)
        .order_by("-sequence")
        .values_list("sequence", "at", "hash", "world__attempt__withdrawn_at")[:1]
    ),
    uuid4(),
)


@transaction.atomic
def append_trail(*, world: World, kind: str, facts: Mapping[str, Any]) -> TrailEntry:
    """Append one thing that happened."""
    lock_world(world)
    [entry] = extend_trail(world=world, deeds=[Deed(kind=kind, facts=facts)])
    return entry


@transaction.atomic
def append_if_room(*, world: World, kind: str, facts: Mapping[str, Any]) -> None:
    """Append what changes nothing when it goes untold; a full trail leaves it out instead of refusing it."""
    lock_world(world)
    latest = _LATEST.first(world.pk)
    if latest is None or Head(*latest).sequence < MOST_ENTRIES:
        extend_trail(world=world, deeds=[Deed(kind=kind, facts=facts)])


def extend_trail(*, world: World, deeds: Sequence[Deed]) -> list[TrailEntry]:
    """Append what happened, in its order, each chained to the entry before it and never earlier than it.

    The caller holds the world's lock. Refuses what makes a trail endless, and more from who has withdrawn meanwhile.
    """
    return insert(next_entries(world, deeds))


def next_entries(world: World, deeds: Sequence[Deed]) -> list[TrailEntry]:
    """Return the entries that come next in a trail as it is now, not yet written."""
    latest = _LATEST.first(world.pk)
    head = Head(*latest) if latest else _BEGINNING
    if head.withdrawn_at is not None:
        _refuse_withdrawn(deeds)
    entries: list[TrailEntry] = []
    for deed in deeds:
        entry = _entry_after(head, world, deed)
        head = head._replace(sequence=entry.sequence, at=entry.at, hash=entry.hash)
        entries.append(entry)
    _name_in_logs(deeds)
    return entries


def _entry_after(head: Head, world: World, deed: Deed) -> TrailEntry:
    if head.sequence >= MOST_ENTRIES and deed.kind not in ALWAYS_WRITTEN:
        raise Refused(
            "trail_full",
            f"This attempt's trail has {MOST_ENTRIES:,} entries, which is the limit, so the market answers no more. "
            "You can still hand in; tell the organisation if your work needs more.",
            status=429,
        )
    entry = TrailEntry(
        world=world,
        sequence=head.sequence + 1,
        at=max(timezone.now(), head.at),
        kind=deed.kind,
        facts={**deed.facts, **(carried().facts if deed.kind in TRACED else {})},
        previous=head.hash,
    )
    entry.hash = digest_of(canonical(entry_document(entry)))
    return entry


def _name_in_logs(deeds: Sequence[Deed]) -> None:
    for name, fact in ABOUT.items():
        if told := sorted({str(deed.facts[fact]) for deed in deeds if deed.facts.get(fact)}):
            name_in_logs(**{name: " ".join(told)})


def _refuse_withdrawn(deeds: Sequence[Deed]) -> None:
    if any(deed.kind not in ALWAYS_WRITTEN - OF_THE_CANDIDATE for deed in deeds):
        raise Refused("attempt_withdrawn", "You have withdrawn from this attempt, so its market is closed.", status=403)
