"""Signing keys: the private part sealed at rest, the public part kept for ever."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from hiring.lib.records import Record

# Stands in place of the private part of another installation's key.
ADOPTED = b""


class SigningKey(Record):
    """A key: Ed25519 for statements and tokens (``purpose`` sign), HMAC for URLs (``purpose`` url).

    It is used from ``active_from`` until a newer one is; ``retired_at`` is when URLs signed by it are refused. One that
    was adopted from another installation signs nothing here: its public part proves what was signed there.
    """

    class Purpose(models.TextChoices):
        SIGN = "sign"
        URL = "url"

    kid = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    public_jwk = models.JSONField(default=dict)
    sealed = models.BinaryField()
    active_from = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("purpose", "-active_from")),)

    def __str__(self) -> str:
        return f"{self.purpose} {self.kid}"
