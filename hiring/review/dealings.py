"""What an attempt's trail adds up to: money, licences and reported use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.reactions import Entry


@dataclass(frozen=True, kw_only=True)
class Dealings:
    """How an attempt dealt with its market; money in micro-units.

    ``reported`` is how many of the ``licensed`` datasets had some use reported; ``refused`` counts offers that a
    listing's terms turned down.
    """

    budget_micro: int
    spent_micro: int
    licensed: int
    refused: int
    reported: int
    revoked: int


def dealings_of(entries: Sequence[Entry]) -> Dealings:
    """Add a trail up, its entries in order."""
    licensed = {entry.facts["listing"] for entry in entries if entry.kind == "licence.issued"}
    used = {entry.facts["listing"] for entry in entries if entry.kind == "usage.reported"}
    spent = [entry.facts["spent_micro"] for entry in entries if entry.kind == "money.charged"]
    return Dealings(
        budget_micro=sum(entry.facts["budget_micro"] for entry in entries if entry.kind == "attempt.started"),
        spent_micro=spent[-1] if spent else 0,
        licensed=len(licensed),
        refused=sum(entry.kind == "offer.made" and not entry.facts["allowed"] for entry in entries),
        reported=len(licensed & used),
        revoked=sum(entry.kind == "licence.revoked" for entry in entries),
    )
