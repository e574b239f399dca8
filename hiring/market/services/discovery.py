"""Looking for datasets: what is looked for and looked at stands in the trail."""

from __future__ import annotations

from typing import Any

from hiring.market.catalogue import revision_on_offer
from hiring.market.models import Revision, World
from hiring.market.revisions import History, history_of
from hiring.market.search import Page, Search, find
from hiring.market.services.looks import write_look
from hiring.market.services.trail import Deed

ASKED = (
    *("q", "tag", "domain", "licence", "region"),
    *("min_rows", "max_price", "min_label_coverage", "max_missing_share"),
)


def search_datasets(*, world: World, search: Search) -> Page:
    """Return a page of what is on offer; only a search's first page counts as a search."""
    page = find(world, search)
    if search.cursor is None:
        searched = {"query": _asked(search), "results": page.total}
        write_look(world=world, deed=Deed(kind="datasets.searched", facts=searched))
    return page


def view_dataset(*, world: World, slug: str) -> Revision:
    """Return what is on offer of one listing, with its card."""
    revision = revision_on_offer(world, slug)
    write_look(world=world, deed=Deed(kind="dataset.viewed", facts={"listing": slug}))
    return revision


def view_history(*, world: World, slug: str, limit: int, cursor: str | None = None) -> History:
    """Return a page of a listing's revisions; only the first page counts as a look at it."""
    history = history_of(world, slug, limit=limit, cursor=cursor)
    if cursor is None:
        write_look(world=world, deed=Deed(kind="dataset.viewed", facts={"listing": slug}))
    return history


def _asked(search: Search) -> dict[str, Any]:
    given = {name: getattr(search, name) for name in ASKED}
    return {name: value for name, value in given.items() if value not in (None, "")}
