"""Letters, each a row until it has left the house."""

from __future__ import annotations

from django.db import models

from hiring.lib.leases import Leased
from hiring.lib.records import Record

SENT = "sent"
OVER = "over"


class Letter(Record, Leased):
    """One letter to one address; ``state`` is queued, leased, sent, over or failed.

    ``subject`` is the row it tells of. What it says may hold a link that lets its reader in, so it lies here sealed,
    and not at all once the letter was sent or given up. After ``until``, if it has one, it is of no use and not sent.
    """

    kind = models.CharField(max_length=40)
    subject = models.UUIDField(db_index=True)
    to = models.EmailField()
    sealed = models.BinaryField()
    until = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("state", "next_attempt_at")),)

    def __str__(self) -> str:
        return f"{self.kind} to {self.to} ({self.state})"
