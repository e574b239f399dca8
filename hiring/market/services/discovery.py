"""Looking for datasets: what is looked for and looked at stands in the trail."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

from hiring.market.catalogue import revision_on_offer
from hiring.market.locking import lock_world
from hiring.market.models import Revision, World
from hiring.market.revisions import History, history_of
from hiring.market.search import Page, Search, find
from hiring.market.services.trail import Deed, extend_trail

ASKED = (
    *("q", "tag", "domain", "licence", "region"),
    *("min_rows", "max_price", "min_label_coverage", "max_missing_share"),
)


def search_datasets(*, world: World, search: Search) -> Page:
    """Return a page of what is on offer; only a search's first page counts as a search."""
    page = find(world, search)
    if search.cursor is None:
        _look(world, "datasets.searched", {"query": _asked(search), "results": page.total})
    return page


def view_dataset(*, world: World, slug: str) -> Revision:
    """Return what is on offer of one listing, with its card."""
    revision = revision_on_offer(world, slug)
    _look(world, "dataset.viewed", {"listing": slug})
    return revision


def view_history(*, world: World, slug: str, limit: int, cursor: str | None = None) -> History:
    """Return a page of a listing's revisions; only the first page counts as a look at it."""
    history = history_of(world, slug, limit=limit, cursor=cursor)
    if cursor is None:
        _look(world, "dataset.viewed", {"listing": slug})
    return history


@transaction.atomic
def _look(world: World, kind: str, facts: dict[str, Any]) -> None:
    """Write a look into the trail without waiting for the disk.

    A crash may forget the looks of its last moments, never one before something that binds: whatever is offered,
    licensed, charged or granted waits for the disk, and for all that was written before it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO OFF")
    lock_world(world)
    extend_trail(world=world, deeds=[Deed(kind=kind, facts=facts)])


def _asked(search: Search) -> dict[str, Any]:
    given = {name: getattr(search, name) for name in ASKED}
    return {name: value for name, value in given.items() if value not in (None, "")}
