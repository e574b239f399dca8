"""Grants of access and the attestations that go with them."""

from __future__ import annotations

import pgtrigger
from django.db import models

from hiring.lib.records import Record
from hiring.market.models.licensing import Licence
from hiring.market.models.worlds import World


class Attestation(Record):
    """A signed statement that names a subject by its digest: an in-toto statement in a DSSE envelope."""

    world = models.ForeignKey(World, on_delete=models.PROTECT, related_name="attestations")
    subject_digest = models.CharField(max_length=71, db_index=True)
    envelope = models.JSONField()

    class Meta:
        triggers = (pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"attestation of {self.subject_digest[:19]}"


class Grant(Record):
    """A short-lived signed URL issued under a licence."""

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="grants")
    attestation = models.OneToOneField(Attestation, on_delete=models.PROTECT, related_name="grant")
    key_id = models.CharField(max_length=64)
    expires_at = models.DateTimeField()

    class Meta:
        triggers = (pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"access under {self.licence}"
