"""Deliveries for tests that are about something else."""

from __future__ import annotations

from uuid import UUID

from hiring.lib.leases import FAILED
from hiring.webhooks.intake import ping_endpoint
from hiring.webhooks.kinds import Kind
from hiring.webhooks.models import Delivery, Try
from hiring.webhooks.services.endpoints import add_endpoint

URL = "https://hooks.example.org/assay"
PROBLEM = "It answered 503; any status from 200 to 299 says that the message was taken."


def failed_delivery(*, owner: UUID) -> Delivery:
    """Add an endpoint and return a delivery to it that has failed."""
    endpoint = add_endpoint(owner=owner, url=URL, kinds=[Kind.USAGE_REPORTED]).endpoint
    delivery = ping_endpoint(owner=owner, endpoint_id=endpoint.pk)
    Try.objects.create(delivery=delivery, number=1, status=503, milliseconds=41, answer="no room", problem=PROBLEM)
    delivery.state, delivery.cause, delivery.attempts = FAILED, PROBLEM, Delivery.MOST_ATTEMPTS
    delivery.save()
    return delivery
