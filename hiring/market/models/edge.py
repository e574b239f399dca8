"""Edge transforms: work that passes licensed bytes through declared steps, and the artefact it made."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from hiring.lib.leases import Leased
from hiring.lib.records import Record
from hiring.market.models.delivery import Grant
from hiring.market.models.worlds import World

DONE = "done"


class Transform(Record, Leased):
    """The bytes of a grant passed through ``steps``; ``state`` is queued, leased, done or failed.

    Once done, ``digest`` names the artefact in storage, ``manifest`` holds its facts and the counts of rows, and
    ``lineage`` is the event that tells what it was made of.
    """

    world = models.ForeignKey(World, on_delete=models.PROTECT, related_name="transforms")
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="transforms")
    steps = models.JSONField()
    finished_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=71, blank=True)
    size = models.BigIntegerField(null=True)
    media_type = models.CharField(max_length=60, blank=True)
    manifest = models.JSONField(null=True)
    lineage = models.JSONField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(state=DONE) | (Q(manifest__isnull=False) & ~Q(digest="")), name="a_done_transform_is_whole"
            ),
        )
        indexes = (models.Index(fields=("state", "next_attempt_at")),)
        triggers = (
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="asked_once", fields=["world", "grant", "steps", "created_at"]),
        )

    def __str__(self) -> str:
        return f"transform {self.pk} ({self.state})"
