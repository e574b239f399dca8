"""The trail: everything an attempt did in the market, in order."""

from __future__ import annotations

import pgtrigger
from django.db import models

from hiring.lib.records import Record
from hiring.market.models.worlds import World


class TrailEntry(Record):
    """One thing that happened; ``hash`` covers the entry and the hash before it."""

    world = models.ForeignKey(World, on_delete=models.PROTECT, related_name="trail")
    sequence = models.PositiveIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    facts = models.JSONField()
    previous = models.CharField(max_length=71)
    hash = models.CharField(max_length=71)

    class Meta:
        ordering = ("world", "sequence")
        constraints = (models.UniqueConstraint(fields=("world", "sequence"), name="one_entry_per_sequence"),)
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind}"
