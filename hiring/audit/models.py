"""The audit log: append-only rows, each chained to the one before by its hash."""

from __future__ import annotations

import pgtrigger
from django.db import models


class AuditRow(models.Model):
    """One thing done: who (``actor``), what (``verb``), to what (``subject``), with what facts."""

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.UUIDField(null=True)
    organisation = models.UUIDField(null=True, db_index=True)
    verb = models.CharField(max_length=64)
    subject_kind = models.CharField(max_length=32)
    subject = models.CharField(max_length=64, db_index=True)
    facts = models.JSONField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("sequence",)
        triggers = (
            pgtrigger.Protect(
                name="append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
            pgtrigger.Trigger(
                name="never_truncated",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func="RAISE EXCEPTION 'pgtrigger: Cannot truncate % table', TG_TABLE_NAME;",
            ),
        )

    def __str__(self) -> str:
        return f"{self.sequence} {self.verb} {self.subject_kind} {self.subject}"
