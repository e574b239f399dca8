"""Puts one large dataset on offer, which costs next to nothing; for a shell that has Django set up."""

from __future__ import annotations

import random
from uuid import uuid4

from bench.tools.settings import LARGE_FILE
from bench.tools.telling import LARGE
from hiring.lib import storage
from hiring.market.models import Revision

LIKE = "airport-directory"
SIZE = 64 << 20
PRICE_MICRO = 100_000
SEED = 7


def main() -> None:
    """Write the bytes, store them, and list them under the terms of another dataset."""
    LARGE_FILE.parent.mkdir(parents=True, exist_ok=True)
    LARGE_FILE.write_bytes(random.Random(SEED).randbytes(SIZE))
    with LARGE_FILE.open("rb") as content:
        stored = storage.put(content, most=SIZE)
    revision = Revision.objects.select_related("listing").get(listing__slug=LIKE, world=None, number=1)
    listing = revision.listing
    listing.pk, listing.slug = uuid4(), LARGE
    listing.save(force_insert=True)
    revision.pk, revision.listing = uuid4(), listing
    revision.digest, revision.size = stored.digest, stored.size
    revision.pricing = {**revision.pricing, "per_request": PRICE_MICRO}
    revision.price_per_request_micro = PRICE_MICRO
    revision.save(force_insert=True)
