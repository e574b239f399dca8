"""The revisions of one listing, newest first, page by page, each with what changed since the one before."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Q

from hiring.lib.cursors import bad_cursor, read_cursor, write_cursor
from hiring.market.catalogue import revisions_of
from hiring.market.exports.changes import changes_between
from hiring.market.models import Revision, World

CURSOR = "market.revisions.cursor"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One revision, and in sentences what it changed; the first one changed nothing."""

    revision: Revision
    changes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class History:
    """Some of a listing's revisions."""

    revisions: tuple[Change, ...]
    next_cursor: str | None


def history_of(world: World, slug: str, *, limit: int, cursor: str | None = None) -> History:
    """Return ``limit`` of the revisions of a listing that ``world`` may know of, from where ``cursor`` stands."""
    known = revisions_of(world, slug)
    if cursor:
        listing, number, pk = read_cursor(cursor, of=CURSOR)
        if listing != slug:
            raise bad_cursor()
        known = known.filter(Q(number__lt=number) | Q(number=number, pk__gt=pk))
    found = list(known[: limit + 1])
    told = tuple(_change(new, old) for new, old in pairwise([*found, None]) if new)[:limit]
    further = [slug, told[-1].revision.number, str(told[-1].revision.pk)] if len(found) > limit else None
    return History(revisions=told, next_cursor=write_cursor(further, of=CURSOR) if further else None)


def _change(new: Revision, old: Revision | None) -> Change:
    return Change(revision=new, changes=changes_between(old.card, new.card) if old else ())
