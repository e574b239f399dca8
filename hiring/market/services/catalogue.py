"""Putting datasets on offer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import Value
from django.db.models.expressions import CombinedExpression

from grader.digests import digest_of_stream
from grader.errors import Unreadable
from grader.formats import read_format
from grader.licences import UnknownLicence, read_expression
from hiring.lib import storage
from hiring.lib.refused import Refused
from hiring.market.describing import DESCRIBED, revision_from
from hiring.market.models import Listing, Revision
from hiring.market.services.announcing import tell_revisions
from hiring.market.stock import LANGUAGE

CARD = "listing.json"


@transaction.atomic
def load_listings(*, folders: Sequence[Path]) -> list[Revision]:
    """Offer the listings in ``folders`` to everyone, all or none; return the revisions that are new.

    The card of a revision never changes: a folder whose card or data differ from the newest revision becomes the next.
    """
    cards = _read_cards(folders)
    listings = _describe(cards)
    newest = _newest_revisions(cards)
    changed = {slug: card for slug, card in cards.items() if slug not in newest or newest[slug].card != card}
    revisions = Revision.objects.bulk_create(
        revision_from(card, listing=listings[slug], number=newest[slug].number + 1 if slug in newest else 1)
        for slug, card in changed.items()
    )
    tell_revisions(revisions)
    return revisions


def _read_cards(folders: Sequence[Path]) -> dict[str, dict[str, Any]]:
    """Return the cards by slug, in its order, once their data are stored."""
    cards: dict[str, dict[str, Any]] = {}
    for folder in folders:
        card = _read_card(folder)
        if card["slug"] in cards:
            raise Refused("unsound_listing", f"Two folders hold a listing {card['slug']}. Keep one.", status=422)
        _store_data(folder, card)
        cards[card["slug"]] = card
    return dict(sorted(cards.items()))


def _read_card(folder: Path) -> dict[str, Any]:
    path = folder / CARD
    try:
        card = read_format("listing.v1", path.read_bytes(), file=f"{folder.name}/{CARD}")
        read_expression(card["terms"]["licence"])
    except (OSError, Unreadable, UnknownLicence) as problem:
        raise Refused("unsound_listing", f"{folder.name} can't be offered. {problem}", status=422) from problem
    return card


def _store_data(folder: Path, card: dict[str, Any]) -> None:
    """Store the data once they are proven to be those of the card."""
    name = Path(card["file"]["name"]).name
    with (folder / name).open("rb") as data:
        digest, size = digest_of_stream(data)
        if (digest, size) != (card["file"]["digest"], card["file"]["bytes"]):
            raise Refused(
                "unsound_listing",
                f"{folder.name}/{name} has digest {digest} and {size:,} bytes; its card says otherwise. "
                "Write the card anew from the data.",
                status=422,
            )
        if not storage.exists(digest):
            data.seek(0)
            storage.put(data, most=size)


def _describe(cards: dict[str, dict[str, Any]]) -> dict[str, Listing]:
    """Write what each card says of its listing, in order, so that two loads at once can't lock each other out."""
    Listing.objects.bulk_create(
        (
            Listing(slug=slug, search=_search_vector(card), **{name: card[name] for name in DESCRIBED})
            for slug, card in cards.items()
        ),
        update_conflicts=True,
        unique_fields=("slug", "world"),
        update_fields=(*DESCRIBED, "search"),
    )
    return {listing.slug: listing for listing in Listing.objects.filter(slug__in=cards, world=None)}


def _newest_revisions(cards: dict[str, dict[str, Any]]) -> dict[str, Revision]:
    shared = Revision.objects.filter(listing__slug__in=cards, world=None).select_related("listing")
    newest = shared.order_by("listing", "-number").distinct("listing")
    return {revision.listing.slug: revision for revision in newest}


def _search_vector(card: dict[str, Any]) -> CombinedExpression:
    """Weigh words of the card: title and tags most, then the description, where it comes from, and its columns."""
    columns = " ".join(f"{column['name']} {column['description']}" for column in card["columns"])
    about = " ".join((card["domain"], card["creator"], card["source"]["publisher"], card["source"]["title"]))
    return (
        _weighed(" ".join((card["title"], card["slug"], *card["tags"])), "A")
        + _weighed(card["description"], "B")
        + _weighed(about, "C")
        + _weighed(columns, "D")
    )


def _weighed(text: str, weight: str) -> SearchVector:
    return SearchVector(Value(text), weight=weight, config=LANGUAGE)
