"""Publishing: the careful candidate offers the sample in their market, where simulated buyers come to it."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from kit.annotate import SAMPLE
from kit.clean import read
from kit.home import Home, digest_of
from kit.market import Market

NOTE = "Added for this sample; the brief it was made for says what it holds."


def publish(home: Home) -> str:
    """Draft a listing of the sample under the terms of what it was made of, and publish it."""
    licences, card = [licence.id for licence in home.licences], card_of(home)
    with home.path(SAMPLE).open("rb") as file, Market(home) as market:
        parts = {"listing": ("listing.json", json.dumps(card)), "file": ("sample.csv", file, "text/csv")}
        listing = market.post("listings", once=str(uuid4()), files=parts, data={"derived_from": licences})
        market.post(f"listings/{listing['id']}/publish", once=f"publish-{listing['id']}")
    return f"{card['slug']} is on offer, made under {len(licences)} licences."


def card_of(home: Home) -> dict[str, Any]:
    """Return the card of the exercise's listing with what is the sample's own."""
    source = home.card(home.brief["exercise"]["listing"])["card"]
    sample, path = read(home.path(SAMPLE)), home.path(SAMPLE)
    described = {column["name"]: column for column in source["columns"]}
    claims = json.loads(home.path("work/claims.json").read_text())
    return {
        **source,
        "slug": "curated-wildlife-strikes",
        "title": "Wildlife strikes, curated and split by time",
        "description": "Strikes of the sandbox's register with their defects mended: units, spellings, double reports "
        "and days made alike, labels held against the checked reference, and split by time.",
        "creator": "The careful curator",
        "rows": len(sample),
        "columns": [described.get(name) or added(name, source["columns"][0]) for name in sample.columns],
        "file": {
            "name": "sample.csv",
            "media_type": "text/csv",
            "bytes": path.stat().st_size,
            "digest": digest_of(path),
        },
        "quality_metrics": {**source["quality_metrics"], **claims},
    }


def added(name: str, like: dict[str, Any]) -> dict[str, Any]:
    """Return the description of a column that the source has not."""
    return {**like, "name": name, "description": NOTE, "added": True}
