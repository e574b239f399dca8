"""New revisions of shared listings that one world alone sees: a dataset that changes under the hands of its users."""

from __future__ import annotations

import io
from collections.abc import Mapping
from tempfile import TemporaryFile
from typing import Any

import structlog
from django.db import transaction

from grader.faults import Change
from hiring.lib import storage
from hiring.lib.refused import Refused
from hiring.market.catalogue import revision_on_offer
from hiring.market.columns import can_change, changed_card, copy_changed
from hiring.market.describing import revision_from
from hiring.market.documents import revision_facts
from hiring.market.locking import lock_world
from hiring.market.models import Revision, World
from hiring.market.services.announcing import tell_revision
from hiring.market.services.trail import append_trail

log = structlog.get_logger(__name__)

MOST_BYTES = 1 << 30


@transaction.atomic
def revise_for_world(*, world: World, slug: str, column: str, change: Change) -> Revision | None:
    """Put a new revision of a listing on offer in one world, one of its columns changed; the same again for any world.

    Whoever holds a licence keeps the revision it is for. What was withdrawn or has no such column is left as it is: the
    plan is at fault, and nobody else should suffer for it.
    """
    lock_world(world)
    try:
        base = revision_on_offer(world, slug)
    except Refused:
        log.exception("a planned change falls on nothing that is on offer", listing=slug)
        return None
    if not can_change(base.card, column, change):
        log.error("a planned change fits no column", listing=slug, column=column, change=str(change))
        return None
    data = _stored(base, column, change)
    file = {**base.card["file"], "bytes": data.size, "digest": data.digest}
    card = {**changed_card(base.card, column, change), "file": file}
    revision = own_revision(world=world, base=base, number=base.number + 1, card=card)
    facts = {**revision_facts(revision), "column": column, "change": str(change)}
    append_trail(world=world, kind="dataset.revised", facts=facts)
    tell_revision(world, revision)
    return revision


def own_revision(*, world: World, base: Revision, number: int, card: Mapping[str, Any]) -> Revision:
    """Add a world's own revision of a shared listing: what its card says, and everything else as in ``base``."""
    revision = revision_from(card, listing=base.listing, number=number, world=world)
    revision.save(force_insert=True)
    return revision


def _stored(base: Revision, column: str, change: Change) -> storage.Stored:
    with storage.open_digest(base.digest) as data, TemporaryFile() as copy:
        before = io.TextIOWrapper(data, encoding="utf-8", newline="")
        after = io.TextIOWrapper(copy, encoding="utf-8", newline="")
        copy_changed(before, after, card=base.card, column=column, change=change)
        after.flush()
        copy.seek(0)
        return storage.put(copy, most=MOST_BYTES)
