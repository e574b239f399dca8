"""What simulated buyers bought of an attempt's own listings, day by day, and what is owed for it."""

from __future__ import annotations

from enum import StrEnum

import pgtrigger
from django.db import models
from django.db.models import Q

from hiring.lib.leases import FAILED, Leased
from hiring.lib.records import Record
from hiring.market.kinds import ANOMALIES
from hiring.market.models.catalogue import Listing, Revision
from hiring.market.models.worlds import World

SETTLED = "settled"


class Standing(StrEnum):
    """How a payout stands."""

    RUNNING = "running"
    HELD = "held"
    PAID = "paid"
    REDUCED = "reduced"
    KEPT_BACK = "kept_back"
    FAILED = "failed"


class Payout(Record, Leased):
    """What is owed to the creator of a listing for one market day; due once the day is over, then settled.

    Days are counted from 1 for each listing; ``ends_at`` stays however often settling is tried. ``gross_micro`` is what
    buyers pay, of which ``owed_micro`` is the creator's. ``paid_micro`` is what the creator got, None while nothing is
    decided; it is settled once and paid once.
    """

    world = models.ForeignKey(World, on_delete=models.PROTECT, related_name="payouts")
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="payouts")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, null=True, related_name="payouts")
    day = models.PositiveIntegerField()
    ends_at = models.DateTimeField()
    gross_micro = models.BigIntegerField(default=0)
    owed_micro = models.BigIntegerField(default=0)
    paid_micro = models.BigIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("listing", "day"), name="one_payout_per_day"),
            models.CheckConstraint(
                condition=Q(paid_micro=None) | Q(paid_micro__gte=0, paid_micro__lte=models.F("owed_micro")),
                name="no_payout_beyond_what_is_owed",
            ),
        )
        indexes = (models.Index(fields=("state", "next_attempt_at")),)

    def __str__(self) -> str:
        return f"day {self.day} of {self.listing}"

    @property
    def standing(self) -> Standing:
        """How it stands, from what was settled and paid."""
        if self.settled_at is None:
            return Standing.FAILED if self.state == FAILED else Standing.RUNNING
        if self.paid_micro is None:
            return Standing.HELD
        if self.paid_micro == self.owed_micro:
            return Standing.PAID
        return Standing.REDUCED if self.paid_micro else Standing.KEPT_BACK

    @property
    def held_for(self) -> str:
        """What was found in its sales, each kind once, in words."""
        return ", ".join(dict.fromkeys(anomaly.named for anomaly in self.anomalies.all()))


class Sale(Record):
    """One use that a simulated buyer made; ``at`` is in seconds of the market's clock, from its first midnight."""

    payout = models.ForeignKey(Payout, on_delete=models.PROTECT, related_name="sales")
    event = models.CharField(max_length=40)
    at = models.FloatField()
    buyer = models.CharField(max_length=120)
    licence = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=12)
    quantity = models.BigIntegerField()
    model = models.CharField(max_length=120)
    feature = models.CharField(max_length=120, blank=True)
    amount_micro = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("payout", "event"), name="one_sale_per_event"),)
        triggers = (pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.event} by {self.buyer}"


class Anomaly(Record):
    """Why a payout is held: sales of its day that a detector flagged, in a sentence with its figure."""

    payout = models.ForeignKey(Payout, on_delete=models.PROTECT, related_name="anomalies")
    kind = models.CharField(max_length=20)
    events = models.JSONField()
    sentence = models.TextField()
    figure = models.FloatField()
    amount_micro = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "anomalies"
        ordering = ("payout", "kind", "created_at", "pk")
        triggers = (pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.kind} on {self.payout_id}"

    @property
    def named(self) -> str:
        """What its kind is called."""
        return ANOMALIES[self.kind]
