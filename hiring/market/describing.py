"""A card and the rows it describes: a revision made of a card, and what an export tells of a revision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hiring.market.exports.described import Described
from hiring.market.models import Listing, Revision, World

DESCRIBED = ("title", "description", "creator", "domain", "tags")
"""What a listing repeats of its latest card."""


def revision_from(card: Mapping[str, Any], *, listing: Listing, number: int, world: World | None = None) -> Revision:
    """Return the revision that a card describes, not yet written."""
    return Revision(
        listing=listing,
        world=world,
        number=number,
        digest=card["file"]["digest"],
        size=card["file"]["bytes"],
        media_type=card["file"]["media_type"],
        rows=card["rows"],
        licence_id=card["terms"]["licence"],
        regions=card["terms"]["regions"],
        label_coverage=card["quality_metrics"]["label_coverage"],
        price_per_request_micro=card["pricing"].get("per_request"),
        terms=card["terms"],
        pricing=card["pricing"],
        card=card,
    )


def described(revision: Revision, *, url: str) -> Described:
    """Return what an export describes of a revision whose listing has this address."""
    return Described(card=revision.card, number=revision.number, offered_at=revision.created_at, url=url)
