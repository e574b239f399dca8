"""What an attempt spent in a period, by dataset, model and feature: sums of the ledger's own entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from hiring.market.models import Account, Entry, Licence, UsageEvent

HEADINGS = ("dataset", "reason", "model", "feature", "charges", "amount_micro")


@dataclass(frozen=True, kw_only=True)
class Line:
    """What one thing cost; ``model`` and ``feature`` are as its use was reported, and access has neither."""

    dataset: str
    reason: str
    model: str
    feature: str
    charges: int
    amount_micro: int

    @property
    def cells(self) -> tuple[str | int, ...]:
        """The line under ``HEADINGS``."""
        return (self.dataset, self.reason, self.model, self.feature, self.charges, self.amount_micro)


@dataclass(frozen=True, kw_only=True)
class Invoice:
    """The lines of a period from ``since`` until just before ``until``, and their sum; None leaves it open."""

    since: datetime | None
    until: datetime | None
    lines: Sequence[Line]

    @property
    def total_micro(self) -> int:
        """What it all cost."""
        return sum(line.amount_micro for line in self.lines)

    @property
    def by_dataset(self) -> list[Line]:
        """The lines without what the candidate called models and features."""
        return [_merged(list(lines)) for _, lines in groupby(self.lines, lambda line: (line.dataset, line.reason))]


def invoice_of(*, attempt: UUID, since: datetime | None = None, until: datetime | None = None) -> Invoice:
    """Add up what left an attempt's wallet; what came in as its budget is no spending."""
    return Invoice(since=since, until=until, lines=list(_lines(_spending(attempt, since, until))))


def _spending(attempt: UUID, since: datetime | None, until: datetime | None) -> QuerySet[Entry]:
    spent = Entry.objects.filter(account__world__attempt=attempt, account__kind=Account.Kind.WALLET)
    spent = spent.exclude(transfer__reason="budget")
    if since is not None:
        spent = spent.filter(created_at__gte=since)
    return spent if until is None else spent.filter(created_at__lt=until)


def dataset_paid_for() -> Coalesce:
    """Return the expression for the dataset that an entry of a wallet paid for."""
    subject, slug = OuterRef("transfer__subject"), "revision__listing__slug"
    use, licence = UsageEvent.objects.filter(pk=subject), Licence.objects.filter(pk=subject)
    return Coalesce(Subquery(use.values(f"licence__{slug}")), Subquery(licence.values(slug)))


def _lines(spent: QuerySet[Entry]) -> Iterator[Line]:
    use = UsageEvent.objects.filter(pk=OuterRef("transfer__subject"))
    told = spent.annotate(
        reason=F("transfer__reason"),
        dataset=dataset_paid_for(),
        model=Coalesce(Subquery(use.values("model")), Value("")),
        feature=Coalesce(Subquery(use.values("feature")), Value("")),
    )
    names = ("dataset", "reason", "model", "feature")
    for row in told.values(*names).annotate(charges=Count("pk"), amount_micro=-Sum("amount_micro")).order_by(*names):
        yield Line(**row)


def _merged(lines: Sequence[Line]) -> Line:
    return Line(
        dataset=lines[0].dataset,
        reason=lines[0].reason,
        model="",
        feature="",
        charges=sum(line.charges for line in lines),
        amount_micro=sum(line.amount_micro for line in lines),
    )
