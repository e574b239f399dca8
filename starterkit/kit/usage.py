"""Stage usage: report that a model was trained, once for each dataset that it was made of.

It comes before handing in, because the trail is read when you hand in: what was not reported by then was not reported.
"""

from __future__ import annotations

from kit.home import Home, digest_of
from kit.market import Market
from kit.train import MODEL, NAME, trained_at


def run(home: Home) -> str:
    """Report one training per licence; the same model is the same event, however often this runs."""
    model = digest_of(home.path(MODEL))[7:23]
    events = [
        {
            "event_id": f"training-{model}-{licence.dataset}",
            "licence": licence.id,
            "kind": "fine_tune",
            "quantity": 1,
            "model": NAME,
            "feature": "training",
            "occurred_at": trained_at(home),
        }
        for licence in home.licences
    ]
    with Market(home) as market:
        receipts = market.post("usage", once=f"training-{model}", json={"events": events})["receipts"]
        wallet = market.get("wallet")
    left = wallet["balance_micro"] / 1_000_000
    return f"{len(receipts)} uses are reported; {left:.2f} credits are left."
