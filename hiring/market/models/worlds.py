"""A world is one attempt's own market; a credential is its key to it."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from oauth2_provider.models import AbstractApplication

from hiring.assessments.deadlines import has_ended
from hiring.assessments.models import Attempt, Version
from hiring.lib.records import Record

# How long after its deadline an attempt's credential still reads its market and its reports.
GRACE = timedelta(days=7)


class World(Record):
    """One attempt's market: ``seed`` decides its planted defects, ``budget_micro`` its play money.

    ``faults`` is its fault plan, each fault on the requests that meet it.

    Whoever writes anything of a world locks its row first, so that all writes of one attempt are serial.
    """

    attempt = models.OneToOneField(Attempt, on_delete=models.PROTECT, related_name="world")
    seed = models.BinaryField()
    budget_micro = models.BigIntegerField()
    faults = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"the market of {self.attempt}"

    @property
    def is_closed(self) -> bool:
        """Whether nothing is traded in it any more: its attempt has ended."""
        return has_ended(self.attempt)

    @property
    def is_over(self) -> bool:
        """Whether nothing of it can be read any more: its attempt was withdrawn, or its time and the grace are up."""
        return has_ended(self.attempt, grace=GRACE)

    @cached_property
    def plan(self) -> dict[str, Any]:
        """The sandbox plan of the version that is sat, in the format plan.v1."""
        plan: dict[str, Any] = Version.objects.values_list("plan", flat=True).get(
            cohorts__invitations__attempt=self.attempt_id
        )
        return plan


class Credential(AbstractApplication):
    """A sandbox client id and secret: scoped, expiring, shown once, its secret kept as a keyed hash.

    One with a cap is a metered key: ``label`` says what for, ``scopes`` what it may do, ``spent_micro`` what it paid.
    """

    world = models.ForeignKey(World, on_delete=models.PROTECT, related_name="credentials")
    label = models.CharField(max_length=60, blank=True)
    scopes = models.JSONField(default=list)
    cap_micro = models.BigIntegerField(null=True)
    spent_micro = models.BigIntegerField(default=0)
    revoked_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Credential]] = models.Manager()

    class Meta(AbstractApplication.Meta):
        swappable = "OAUTH2_PROVIDER_APPLICATION_MODEL"
        constraints = (
            models.CheckConstraint(
                condition=Q(cap_micro=None) | Q(spent_micro__range=(0, F("cap_micro"))), name="no_key_beyond_its_cap"
            ),
        )

    def __str__(self) -> str:
        return self.client_id

    def is_usable(self, request: Any) -> bool:
        """Say whether tokens may be issued; the OAuth server asks it."""
        self.world = World.objects.select_related("attempt__invitation__cohort__version").get(pk=self.world_id)
        return self.is_open

    @property
    def is_open(self) -> bool:
        """Whether tokens of it may be used: it was not revoked, and its market can still be read."""
        return self.revoked_at is None and not self.world.is_over
