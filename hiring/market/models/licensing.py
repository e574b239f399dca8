"""Offers and the licences they become."""

from __future__ import annotations

import pgtrigger
from django.db import models

from grader.licences import Privacy, Wish
from hiring.lib.records import Record
from hiring.market.models.catalogue import Revision
from hiring.market.models.worlds import World


class Offer(Record):
    """Terms proposed for one revision, with the answer to each clause.

    One that ``answers`` another takes its place; ``epsilon`` and ``delta`` are the differential privacy that was
    stated, None where nothing was.
    """

    world = models.ForeignKey(World, on_delete=models.PROTECT, related_name="offers")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="offers")
    use_case = models.CharField(max_length=60)
    region = models.CharField(max_length=20)
    retention_days = models.PositiveIntegerField()
    epsilon = models.FloatField(null=True)
    delta = models.FloatField(null=True)
    pricing_model = models.CharField(max_length=20)
    price_micro = models.BigIntegerField()
    clauses = models.JSONField()
    allowed = models.BooleanField()
    expires_at = models.DateTimeField()
    answers = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="answered_by")

    class Meta:
        triggers = (pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"offer of {self.revision}"

    @property
    def privacy(self) -> Privacy | None:
        """The differential privacy that was stated, if any was."""
        return None if self.epsilon is None else Privacy(epsilon=self.epsilon, delta=self.delta)

    @property
    def wish(self) -> Wish:
        """What was wished."""
        return Wish(
            use_case=self.use_case, region=self.region, retention_days=self.retention_days, privacy=self.privacy
        )


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
