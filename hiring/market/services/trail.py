"""Appending to the trail of a world."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from grader.digests import canonical, digest_of
from grader.trail import START
from hiring.market.documents import entry_document
from hiring.market.locking import lock_world
from hiring.market.models import TrailEntry, World


@transaction.atomic
def append_trail(*, world: World, kind: str, facts: Mapping[str, Any]) -> TrailEntry:
    """Append what happened, chained to the entry before it and never earlier than it."""
    lock_world(world)
    last = world.trail.order_by("-sequence").first()
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
