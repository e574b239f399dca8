"""Endpoints with their secrets, messages, and the delivery of each message to each endpoint."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from hiring.lib.leases import LEASED, QUEUED, Leased
from hiring.lib.records import Record


class Endpoint(Record):
    """An address that is told of some kinds of things; ``owner`` is the id of whatever it belongs to.

    One that is disabled is sent nothing but pings; a ping that it takes turns it on again.
    """

    owner = models.UUIDField(db_index=True)
    url = models.CharField(max_length=500)
    kinds = models.JSONField()
    disabled_at = models.DateTimeField(null=True)
    disabled_because = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = (GinIndex(fields=("kinds",), name="endpoint_kinds"),)

    def __str__(self) -> str:
        return f"endpoint {self.pk}"


class Secret(Record):
    """What an endpoint's messages are signed with, sealed; one that was replaced goes on signing until ``ends_at``."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="secrets")
    sealed = models.BinaryField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("endpoint",), condition=models.Q(ends_at=None), name="one_current_secret"),
        )

    def __str__(self) -> str:
        return f"secret of {self.endpoint_id}"


class Message(Record):
    """Something that happened, as every endpoint is told it."""

    kind = models.CharField(max_length=40)
    occurred_at = models.DateTimeField()
    data = models.JSONField()

    class Meta:
        indexes = (models.Index(fields=("created_at",)),)

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Its id on the wire, the same however often it is sent."""
        return f"msg_{self.pk.hex}"


class Delivery(Record, Leased):
    """One message on its way to one endpoint; ``state`` is queued, leased, delivered or failed.

    ``copy`` is 0, and more for each time that a message is sent though nobody asked for it again.
    """

    # One at once and one after each wait of the schedule.
    MOST_ATTEMPTS: ClassVar[int] = 10

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries")
    copy = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = (models.UniqueConstraint(fields=("message", "endpoint", "copy"), name="one_delivery_per_copy"),)
        indexes = (
            models.Index(fields=("state", "next_attempt_at")),
            models.Index(fields=("endpoint", "-created_at")),
        )

    def __str__(self) -> str:
        return f"{self.message_id} to {self.endpoint_id} ({self.state})"

    @property
    def ended(self) -> bool:
        """Whether it is neither waiting nor being sent."""
        return self.state not in (QUEUED, LEASED)

    @property
    def next_try_at(self) -> datetime | None:
        """When it is sent next, while it waits."""
        return self.next_attempt_at if self.state == QUEUED else None


class Try(Record):
    """One sending of a delivery and what became of it; ``number`` is the fence it was sent under.

    ``status`` is None when no answer came; ``problem`` is a sentence, empty when the endpoint took the message;
    ``answer`` is how what it said begins.
    """

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="tries")
    number = models.PositiveBigIntegerField()
    status = models.PositiveSmallIntegerField(null=True)
    milliseconds = models.PositiveIntegerField()
    answer = models.TextField(blank=True)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name_plural = "tries"
        ordering = ("delivery", "-number")
        constraints = (models.UniqueConstraint(fields=("delivery", "number"), name="one_try_per_fence"),)

    def __str__(self) -> str:
        return f"try {self.number} of {self.delivery_id}"
