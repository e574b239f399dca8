"""Payouts and disputes in people's words, as the trail tells of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hiring.lib.templatetags import words
from hiring.market.kinds import ANOMALIES

SIDES = {"creator": "Said more", "market": "The market answered with its evidence"}
RESOLVED = {
    "release": "a person released it",
    "release_part": "a person released a part of it",
    "keep_back": "a person kept it back",
}
Facts = Mapping[str, Any]


def _day(facts: Facts, begun: str = "Market day") -> str:
    return f"{begun} {facts['day']} of {facts['listing']}"


def _held(facts: Facts) -> str:
    return f"{_day(facts)} is held for {', '.join(ANOMALIES[kind] for kind in facts['anomalies'])}"


def _created(facts: Facts) -> str:
    sold = f"{facts['sales']:,} {'use' if facts['sales'] == 1 else 'uses'} sold"
    return f"{_day(facts)} is over: {sold}, {words.credits(facts['owed_micro'])} owed"


OF_PAYOUTS: Mapping[str, Callable[[Facts], str]] = {
    "payout.created": _created,
    "payout.held": _held,
    "payout.paid": lambda facts: f"{_day(facts)} was paid: {words.credits(facts['paid_micro'])}",
    "dispute.opened": lambda facts: f"Objected to what is held: {_day(facts, 'market day')}",
    "dispute.answered": lambda facts: f"{SIDES[facts['side']]} in the dispute about {_day(facts, 'market day')}",
    "dispute.resolved": lambda facts: f"{_day(facts)}: {RESOLVED[facts['resolution']]}",
}
