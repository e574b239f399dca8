"""Stage search: see what is on offer, and keep the cards of the datasets the brief speaks of."""

from __future__ import annotations

import json
from typing import Any

from kit.home import Home
from kit.market import Market


def run(home: Home) -> str:
    """List the whole market, then read the cards of what you will use."""
    with Market(home) as market:
        found = everything(market)
        home.write("work/market.json", json.dumps(found, indent=2))
        for dataset in wanted(home):
            keep_card(home, market, dataset)
    return f"{len(found)} datasets are on offer (work/market.json); read: {', '.join(wanted(home))}."


def wanted(home: Home) -> list[str]:
    """Return the exercise's dataset and its reference, if there is one. Others are yours to choose."""
    named = [home.brief["exercise"]["listing"], home.brief.get("reference")]
    return [each for each in named if each]


def everything(market: Market) -> list[dict[str, Any]]:
    """Return every dataset on offer, page by page."""
    page = market.get("datasets")
    found = list(page["datasets"])
    while page["next_cursor"]:
        page = market.get("datasets", cursor=page["next_cursor"])
        found += page["datasets"]
    return found


def keep_card(home: Home, market: Market, dataset: str) -> None:
    """Read one dataset's card: columns, terms, prices and limits."""
    home.write(f"work/cards/{dataset}.json", json.dumps(market.get(f"datasets/{dataset}"), indent=2))
