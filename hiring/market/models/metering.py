"""Usage events and their signed receipts."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from hiring.lib.records import Record
from hiring.market.models.licensing import Licence
from hiring.market.models.worlds import World


class UsageEvent(Record):
    """One reported use of a licensed dataset; ``event_id`` is the reporter's own and counts once per world.

    ``inference`` is the reporter's name of the inference that a retrieval served, empty where none was named.
    """

    class Kind(models.TextChoices):
        FINE_TUNE = "fine_tune"
        INFERENCE = "inference"
        RETRIEVAL = "retrieval"

    world = models.ForeignKey(World, on_delete=models.PROTECT, related_name="usage_events")
    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="usage_events")
    event_id = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    quantity = models.BigIntegerField()
    model = models.CharField(max_length=120)
    feature = models.CharField(max_length=120, blank=True)
    inference = models.CharField(max_length=80, blank=True)
    occurred_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("world", "event_id"), name="one_usage_per_event_id"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="usage_is_positive"),
            models.CheckConstraint(condition=Q(inference="") | Q(kind="retrieval"), name="retrievals_serve_inferences"),
        )
        indexes = (
            models.Index(fields=("world", "inference"), condition=~Q(inference=""), name="retrieved_for_an_inference"),
        )
        triggers = (pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.kind} × {self.quantity}"


class Receipt(Record):
    """The market's signed answer to one usage event."""

    usage = models.OneToOneField(UsageEvent, on_delete=models.PROTECT, related_name="receipt")
    charged_micro = models.BigIntegerField()
    token = models.TextField()

    class Meta:
        triggers = (pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"receipt for {self.usage}"
