"""Rows that belong to no noun of the house."""

from __future__ import annotations

from django.db import models

from hiring.lib.records import Record


class IdempotentAnswer(Record):
    """What a write answered under an ``Idempotency-Key``; ``scope`` is whose key it is and on which address."""

    scope = models.CharField(max_length=200)
    key = models.CharField(max_length=120)
    body_digest = models.CharField(max_length=71)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.JSONField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("scope", "key"), name="one_answer_per_idempotency_key"),)
        indexes = (models.Index(fields=("created_at",)),)

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"
