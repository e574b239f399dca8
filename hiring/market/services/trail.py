"""Appending to the trail of a world."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from grader.digests import canonical, digest_of
from grader.trail import START
from hiring.lib.refused import Refused
from hiring.market.documents import entry_document
from hiring.market.locking import lock_world
from hiring.market.models import TrailEntry, World

# A trail is read whole by pages, API and gate; a pipeline that works properly writes some hundred entries.
MOST_ENTRIES = 20_000
ALWAYS_WRITTEN = frozenset({"submission.received", "licence.revoked"})


@transaction.atomic
def append_trail(*, world: World, kind: str, facts: Mapping[str, Any]) -> TrailEntry:
    """Append what happened, chained to the entry before it and never earlier than it; refuse what makes it endless."""
    lock_world(world)
    last = world.trail.order_by("-sequence").first()
    if last and last.sequence >= MOST_ENTRIES and kind not in ALWAYS_WRITTEN:
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
        kind=kind,
        facts=dict(facts),
        previous=last.hash if last else START,
    )
    entry.hash = digest_of(canonical(entry_document(entry)))
    entry.save(force_insert=True)
    return entry
