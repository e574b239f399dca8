"""Listings of an attempt's own for tests: a card with the data it speaks of, drafted or published."""

from __future__ import annotations

import io
import json
from functools import cache
from typing import Any

from grader.digests import digest_of
from hiring.market.models import Draft, Licence, Publication
from hiring.market.services.publishing import publish_listing, write_draft
from tests.fixtures.installation import ROOT

SLUG = "strikes-by-day"


@cache
def _shared_card() -> bytes:
    return (ROOT / "catalogue" / "wildlife-strikes" / "listing.json").read_bytes()


def rows_of(count: int) -> bytes:
    """Two columns of the exercise and so many rows, as CSV."""
    return b"strike_id,species\n" + b"".join(b"%d,Gull\n" % number for number in range(count))


def card_of(data: bytes, **changes: Any) -> dict[str, Any]:
    """A card that is right about ``data``, under the terms of the exercise; ``terms`` and ``file`` are merged."""
    card: dict[str, Any] = json.loads(_shared_card())
    kept = ("strike_id", "species")
    card |= {
        "slug": SLUG,
        "title": "Strikes by day",
        "creator": "Alice",
        "rows": max(1, data.count(b"\n") - 1),
        "columns": [column for column in card["columns"] if column["name"] in kept],
        "key": ["strike_id"],
        "label": None,
    }
    file = {"name": "sample.csv", "media_type": "text/csv", "bytes": len(data), "digest": digest_of(data)}
    merged = {"terms": card["terms"] | changes.pop("terms", {}), "file": file | changes.pop("file", {})}
    return card | merged | changes


def document_of(card: dict[str, Any]) -> bytes:
    """A card as it is sent."""
    return json.dumps(card).encode()


def draft(licence: Licence, *, count: int = 3, **changes: Any) -> Draft:
    """Draft a listing that was made under a licence."""
    data = rows_of(count)
    document = document_of(card_of(data, **changes))
    return write_draft(world=licence.world, document=document, data=io.BytesIO(data), derived_from=[licence.pk])


def publish(licence: Licence, **changes: Any) -> Publication:
    """Draft a listing and publish it."""
    return publish_listing(world=licence.world, listing_id=draft(licence, **changes).listing_id)
