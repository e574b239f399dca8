"""Putting datasets on offer."""

from __future__ import annotations

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
from hiring.market.models import Listing, Revision
from hiring.market.search import LANGUAGE

CARD = "listing.json"


@transaction.atomic
def load_listing(*, folder: Path) -> tuple[Revision, bool]:
    """Offer the listing in ``folder`` to everyone; return its revision and whether it is new.

    The card of a revision never changes: a folder whose card or data differ from the newest revision becomes the next.
    """
    card = _read_card(folder)
    _store_data(folder, card)
    listing = _describe(card)
    newest = listing.revisions.filter(world=None).order_by("-number").first()
    if newest and newest.card == card:
        return newest, False
    revision = Revision.objects.create(
        listing=listing,
        number=newest.number + 1 if newest else 1,
        digest=card["file"]["digest"],
        size=card["file"]["bytes"],
        media_type=card["file"]["media_type"],
        rows=card["rows"],
        licence_id=card["terms"]["licence"],
        regions=card["terms"]["regions"],
        label_coverage=card["quality_metrics"]["label_coverage"],
        price_per_request_micro=card["pricing"]["per_request"],
        terms=card["terms"],
        pricing=card["pricing"],
        card=card,
    )
    return revision, True


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


def _describe(card: dict[str, Any]) -> Listing:
    described = ("title", "description", "creator", "domain", "tags")
    listing, _ = Listing.objects.update_or_create(slug=card["slug"], defaults={name: card[name] for name in described})
    Listing.objects.filter(pk=listing.pk).update(search=_search_vector(card))
    return listing


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
