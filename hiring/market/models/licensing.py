"""Offers and the licences they become."""

from __future__ import annotations

import pgtrigger
from django.db import models

from hiring.lib.records import Record
from hiring.market.models.catalogue import Revision
from hiring.market.models.worlds import World


class Offer(Record):
    """Terms proposed for one revision, with the answer to each clause."""

    world = models.ForeignKey(World, on_delete=models.PROTECT, related_name="offers")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="offers")
    use_case = models.CharField(max_length=60)
    region = models.CharField(max_length=20)
    retention_days = models.PositiveIntegerField()
    pricing_model = models.CharField(max_length=20)
    price_micro = models.BigIntegerField()
    clauses = models.JSONField()
    allowed = models.BooleanField()
    expires_at = models.DateTimeField()

    class Meta:
        triggers = (pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"offer of {self.revision}"


class Licence(Record):
    """Terms accepted; ``token`` is their signed, expiring proof."""

    offer = models.OneToOneField(Offer, on_delete=models.PROTECT, related_name="licence")
    world = models.ForeignKey(World, on_delete=models.PROTECT, related_name="licences")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="licences")
    token = models.TextField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_because = models.CharField(max_length=200, blank=True)

    class Meta:
        triggers = (
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="only_revoked", exclude=["revoked_at", "revoked_because"]),
        )

    def __str__(self) -> str:
        return f"licence for {self.revision}"
