"""An endpoint on this machine that a test's receiver answers for, and a worker that can be asked for one step."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from pytest_django import Settings

from hiring.webhooks.intake import announce
from hiring.webhooks.kinds import Kind
from hiring.webhooks.models import Delivery, Endpoint
from hiring.webhooks.services.endpoints import Secured, add_endpoint
from hiring.webhooks.tasks import deliver
from tests.fixtures.receiver import Receiver

OWNER = uuid4()
Tell = Callable[..., Delivery]


@pytest.fixture(autouse=True)
def loopback(settings: Settings) -> None:
    """This machine may be called, and nobody waits long for it."""
    settings.WEBHOOKS_TO_LOOPBACK = True
    settings.WEBHOOK_TIME_LIMIT = 2


@pytest.fixture
def secured(rows: None, receiver: Receiver) -> Secured:
    """Alice's endpoint, with its secret."""
    return add_endpoint(owner=OWNER, url=receiver.url, kinds=[Kind.USAGE_REPORTED])


@pytest.fixture
def endpoint(secured: Secured) -> Endpoint:
    """Alice's endpoint."""
    return secured.endpoint


@pytest.fixture
def tell(endpoint: Endpoint) -> Tell:
    """Announce something to alice's endpoint and return its delivery, which waits."""

    def tell(number: int = 1, *, owner: UUID = OWNER) -> Delivery:
        with transaction.atomic():
            announce(kind=Kind.USAGE_REPORTED, data={"number": number}, occurred_at=timezone.now(), owners=[owner])
        return Delivery.objects.filter(message__data__number=number).latest("created_at")

    return tell


def work_on(delivery: Delivery) -> Delivery:
    """Let a worker take a delivery as if its time had come, and return it as it is then."""
    Delivery.objects.filter(pk=delivery.pk).update(next_attempt_at=Now())
    deliver(str(delivery.pk))
    delivery.refresh_from_db()
    return delivery
