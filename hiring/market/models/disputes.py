"""Objections to payouts: what both sides said, and what a person decided."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from hiring.accounts.models import Person
from hiring.lib.records import Record
from hiring.market.models.payouts import Payout

NEVER_CHANGED = (pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete),)


class Dispute(Record):
    """An objection to one payout that was held; it is open until there is a resolution."""

    payout = models.OneToOneField(Payout, on_delete=models.PROTECT, related_name="dispute")

    class Meta:
        triggers = NEVER_CHANGED

    def __str__(self) -> str:
        return f"dispute about {self.payout_id}"


class DisputeMessage(Record):
    """What one side said."""

    class Side(models.TextChoices):
        CREATOR = "creator", "the creator"
        MARKET = "market", "the market"

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="messages")
    side = models.CharField(max_length=8, choices=Side.choices)
    text = models.TextField()

    class Meta:
        ordering = ("created_at", "pk")
        triggers = NEVER_CHANGED

    def __str__(self) -> str:
        return f"{self.side} in {self.dispute_id}"


class Resolution(Record):
    """What a person of the organisation decided, and why; ``amount_micro`` of what is owed is released."""

    class Kind(models.TextChoices):
        RELEASE = "release", "release"
        RELEASE_PART = "release_part", "release in part"
        KEEP_BACK = "keep_back", "keep back"

    dispute = models.OneToOneField(Dispute, on_delete=models.PROTECT, related_name="resolution")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    amount_micro = models.BigIntegerField()
    reason = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(amount_micro__gte=0), name="no_release_below_zero"),)
        triggers = NEVER_CHANGED

    def __str__(self) -> str:
        return f"{self.kind} in {self.dispute_id}"
