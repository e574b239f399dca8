"""Appending to the trail of a world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
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


_LATEST = Kept(
    lambda world: TrailEntry.objects.select_related("world__attempt").filter(world=world).order_by("-sequence")[:1],
    uuid4(),
)


@dataclass(frozen=True, kw_only=True)
class Deed:
    """Something that was done, as the trail will tell it."""

    kind: str
    facts: Mapping[str, Any]


@transaction.atomic
def append_trail(*, world: World, kind: str, facts: Mapping[str, Any]) -> TrailEntry:
    """Append one thing that happened."""
    lock_world(world)
    [entry] = extend_trail(world=world, deeds=[Deed(kind=kind, facts=facts)])
    return entry


def extend_trail(*, world: World, deeds: Sequence[Deed]) -> list[TrailEntry]:
    """Append what happened, in its order, each chained to the entry before it and never earlier than it.

    The caller holds the world's lock. Refuses what makes a trail endless, and more from who has withdrawn meanwhile.
    """
    last = _LATEST.first(world.pk)
    if last and last.world.attempt.withdrawn_at is not None:
        _refuse_withdrawn(deeds)
    entries: list[TrailEntry] = []
    for deed in deeds:
        last = _next_entry(world, last, deed)
        entries.append(last)
    _name_in_logs(deeds)
    return insert(entries)


def _next_entry(world: World, last: TrailEntry | None, deed: Deed) -> TrailEntry:
    if last and last.sequence >= MOST_ENTRIES and deed.kind not in ALWAYS_WRITTEN:
        raise Refused(
            "trail_full",
            f"This attempt's trail has {MOST_ENTRIES:,} entries, which is the limit, so the market answers no more. "
            "You can still hand in; tell the organisation if your work needs more.",
            status=429,
        )
    entry = TrailEntry(
        world=world,
        sequence=last.sequence + 1 if last else 1,
        at=max(timezone.now(), last.at) if last else timezone.now(),
        kind=deed.kind,
        facts={**deed.facts, **(carried().facts if deed.kind in TRACED else {})},
        previous=last.hash if last else START,
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
