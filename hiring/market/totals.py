"""What all markets together did, in sums: for operators, and of nobody in particular."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import BigIntegerField, Count, Sum, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce

from hiring.market.models import Account, Entry, Grant, TrailEntry, UsageEvent

REFUSALS = {"access.refused": "access", "bytes.refused": "bytes"}


@dataclass(frozen=True, kw_only=True)
class Used:
    """How many uses of a kind were reported, and what they add up to."""

    events: int
    quantity: int


@dataclass(frozen=True, kw_only=True)
class Totals:
    """Everything since the first market opened: money in micro-units by what it paid for, use and faults by kind.

    ``refused`` counts by call and reason.
    """

    spent_micro: Mapping[str, int]
    used: Mapping[str, Used]
    granted: int
    served_bytes: int
    refused: Mapping[tuple[str, str], int]
    faults: Mapping[str, int]


def market_totals() -> Totals:
    """Add up what every market did, in four queries."""
    told = list(_told())
    return Totals(
        spent_micro=_spent(),
        used=_used(),
        granted=Grant.objects.count(),
        served_bytes=sum(size or 0 for kind, _, _, size in told if kind == "bytes.served"),
        refused={(REFUSALS[kind], why): count for kind, why, count, _ in told if kind in REFUSALS},
        faults={why: count for kind, why, count, _ in told if kind == "fault.played"},
    )


def _spent() -> dict[str, int]:
    paid = Entry.objects.filter(account__kind=Account.Kind.WALLET, amount_micro__lt=0)
    return dict(paid.order_by().values_list("transfer__reason").annotate(spent=-Sum("amount_micro")))


def _used() -> dict[str, Used]:
    kinds = UsageEvent.objects.order_by().values_list("kind").annotate(Count("pk"), Sum("quantity"))
    return {kind: Used(events=events, quantity=quantity) for kind, events, quantity in kinds}


def _told() -> list[tuple[str, str, int, int | None]]:
    """Return what trails tell: the kind of entries, why or which, how many, and how many bytes they served."""
    last, first = (Cast(KT(f"facts__{name}"), BigIntegerField()) for name in ("last", "first"))
    telling = TrailEntry.objects.filter(kind__in=["bytes.served", "fault.played", *REFUSALS])
    why = Coalesce(KT("facts__reason"), KT("facts__kind"), Value("", output_field=TextField()))
    return list(telling.order_by().values_list("kind", why).annotate(count=Count("pk"), size=Sum(last - first + 1)))
