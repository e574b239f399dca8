"""What one trace ties together: the steps of an attempt in its market that carry its id, counted in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from hiring.market.models import TrailEntry

STEPS: Mapping[str, tuple[str, str]] = {
    "access.granted": ("grant of access", "grants of access"),
    "bytes.served": ("fetch", "fetches"),
    "usage.reported": ("report of use", "reports of use"),
    "model.registered": ("model", "models"),
    "submission.received": ("submission", "submissions"),
}


@dataclass(frozen=True, kw_only=True)
class Followed:
    """A trace by its id, and what of an attempt carries it: "2 grants of access, 3 fetches, 1 submission"."""

    trace_id: str
    said: str


def follow(*, attempt: UUID, trace_id: str) -> Followed | None:
    """Return what of an attempt carries a trace; None for no trace."""
    if not trace_id:
        return None
    carrying = TrailEntry.objects.filter(world__attempt=attempt, facts__trace__trace_id=trace_id)
    counts = dict(carrying.order_by().values_list("kind").annotate(Count("pk")))
    steps = [f"{counts[kind]:,} {words[counts[kind] != 1]}" for kind, words in STEPS.items() if kind in counts]
    return Followed(trace_id=trace_id, said=", ".join(steps))
