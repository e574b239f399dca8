"""A world is one attempt's own market; a credential is its key to it."""

from __future__ import annotations

from django.db import models
from oauth2_provider.models import AbstractApplication

from hiring.assessments.models import Attempt
from hiring.lib.records import Record


class World(Record):
    """One attempt's market: ``seed`` decides its planted defects, ``budget_micro`` its play money."""

    attempt = models.OneToOneField(Attempt, on_delete=models.PROTECT, related_name="world")
    seed = models.BinaryField()
    budget_micro = models.BigIntegerField()

    def __str__(self) -> str:
        return f"the market of {self.attempt}"


class Credential(AbstractApplication):
    """A sandbox client id and secret: scoped, expiring, shown once, its secret kept as a keyed hash."""

    world = models.ForeignKey(World, on_delete=models.PROTECT, related_name="credentials")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta(AbstractApplication.Meta):
        swappable = "OAUTH2_PROVIDER_APPLICATION_MODEL"

    def __str__(self) -> str:
        return self.client_id
