"""Stage licence: ask for terms that cover the brief's use, read the answer clause by clause, accept what allows it."""

from __future__ import annotations

from dataclasses import fields
from typing import Any
from uuid import uuid4

from kit.home import Home, Licence
from kit.market import Market
from kit.search import keep_card, wanted
from kit.stop import Stop

PRICING_MODEL = "per_request"  # one download each; the card names the others


def run(home: Home) -> str:
    """Take a licence for every dataset you use, unless you hold one."""
    held = home.licences if home.path("work/licences.json").exists() else []
    with Market(home) as market:
        for dataset in wanted(home):
            if dataset not in {licence.dataset for licence in held}:
                held.append(take(home, market, dataset, wish(home)))
                home.keep_licences(held)
    return f"licences held: {', '.join(licence.dataset for licence in held)}."


def take(home: Home, market: Market, dataset: str, wished: dict[str, Any]) -> Licence:
    """Ask for an offer that answers a wish, and accept it if every clause allows it and the card read holds."""
    offer = market.post(f"datasets/{dataset}/offers", once=str(uuid4()), json=wished)
    refused = [clause["reason"] for clause in offer["clauses"] if not clause["allowed"]]
    if refused:
        raise Stop(f"{dataset} can't be used for this: {' '.join(refused)} Leave it out.")
    if home.has_card(dataset) and home.card(dataset)["revision"] != offer["revision"]:
        keep_card(home, market, dataset)
        raise Stop(
            f"{dataset} has changed since its card was read: revision {offer['revision']} is on offer. Look at the new "
            f"card in work/cards and at what your code makes of its columns, then run this stage again."
        )
    return read_licence(market.post(f"offers/{offer['id']}/accept", once=f"accept-{offer['id']}"))


def wish(home: Home) -> dict[str, Any]:
    """Return what the team wants to do with the data, in the words of the brief."""
    asked = {name: home.brief[name] for name in ("use_case", "region", "retention_days")}
    return {**asked, "pricing_model": PRICING_MODEL}


def read_licence(answer: dict[str, Any]) -> Licence:
    """Keep of the market's answer what later stages need."""
    return Licence(**{field.name: answer[field.name] for field in fields(Licence)})
