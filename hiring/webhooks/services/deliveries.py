"""The road of a delivery: sent, then taken, tried again or failed in the end; sent anew when somebody asks."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import random
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import F, Window
from django.db.models.functions import Now, RowNumber
from django.utils import timezone

from hiring.lib.leases import FAILED, LEASED, QUEUED, WAITING, LostLease, expire, finish, give_back
from hiring.lib.refused import Refused
from hiring.webhooks.kinds import DELIVERED, Kind
from hiring.webhooks.models import Delivery, Endpoint, Try
from hiring.webhooks.queries import delivery_of, endpoint_of
from hiring.webhooks.schedule import wait_after
from hiring.webhooks.sending import GONE, Sent, send

log = structlog.get_logger(__name__)

STOPPED = "The worker that sent it stopped; whether it arrived is not known, so it is sent again."
DISABLED = "Its endpoint is disabled. Send that a ping; when it is taken, replay this."
NOTHING_TAKEN = "It took nothing for three days."
# An endpoint that hangs holds as many workers as this, and no more.
MOST_AT_AN_ENDPOINT = 2
# More would only fill the broker: nobody sends this many between two sweeps.
MOST_AT_ONCE = 50
MOST_TRIES_KEPT = 30
HELD_BACK = timedelta(minutes=10)


def deliver(*, delivery: Delivery) -> None:
    """Send a leased delivery and record what became of it: taken, another try later, or failed.

    It may be sent and not recorded, if the worker stops in between; then it is sent once more, under the same id.
    """
    try:
        if delivery.endpoint.disabled_at is not None and delivery.message.kind != Kind.PING:
            finish(delivery, state=FAILED, cause=DISABLED)
        else:
            record_try(delivery=delivery, sent=send(delivery))
    except LostLease:
        log.info("lease lost, nothing written", delivery=str(delivery.pk), fence=delivery.fence)


@transaction.atomic
def record_try(*, delivery: Delivery, sent: Sent) -> None:
    """Write down a try with all that follows from it: all of it once, or LostLease."""
    endpoint = Endpoint.objects.select_for_update(no_key=True).filter(pk=delivery.endpoint_id).first()
    if endpoint is None:
        raise LostLease(delivery)
    if not sent.problem:
        finish(delivery, state=DELIVERED, cause="")
        _enable(endpoint)
    elif sent.status == GONE:
        finish(delivery, state=FAILED, cause=sent.problem)
        _disable(endpoint, because=sent.problem)
    else:
        after = wait_after(delivery.attempts, chance=random(), asked=sent.asked)  # noqa: S311
        if not give_back(delivery, after=after, cause=sent.problem):
            _disable_if_dead(delivery)
    _write_try(delivery, sent)
    _let_go(delivery)


def hold_back(*, delivery: Delivery) -> None:
    """Let the next delivery to the same endpoint go before this one, for as long as that may take.

    Call it in the transaction that wrote this one.
    """
    delivery.next_attempt_at = delivery.created_at + HELD_BACK
    delivery.save(update_fields=("next_attempt_at",))


@transaction.atomic
def replay_delivery(*, owner: UUID, delivery_id: UUID) -> Delivery:
    """Send a delivery anew that has ended, under the same id."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery_of(owner, delivery_id).pk)
    if not delivery.ended:
        raise Refused("still_trying", "This delivery is still being tried by itself. Wait until it has ended.")
    _refuse_disabled(delivery.endpoint)
    _queue_anew([delivery.pk])
    delivery.refresh_from_db()
    return delivery


@transaction.atomic
def replay_failed(*, owner: UUID, endpoint_id: UUID, since: datetime) -> list[UUID]:
    """Send anew what failed at an endpoint and happened since a moment; return which deliveries, the oldest first."""
    endpoint = endpoint_of(owner, endpoint_id)
    _refuse_disabled(endpoint)
    failed = endpoint.deliveries.select_for_update().filter(state=FAILED, message__occurred_at__gte=since)
    ids = list(failed.order_by("created_at").values_list("pk", flat=True))
    _queue_anew(ids)
    return ids


@transaction.atomic
def return_expired() -> None:
    """Return the deliveries of workers that died to the queue; those that have had their tries have failed."""
    for delivery in expire(Delivery, cause=STOPPED):
        if delivery.state == FAILED:
            log.warning("delivery failed", delivery=str(delivery.pk), endpoint=str(delivery.endpoint_id))


def may_start(delivery_id: UUID) -> bool:
    """Say whether another delivery may be sent to the endpoint of this one now."""
    under_way = Delivery.objects.filter(endpoint__deliveries=delivery_id, state=LEASED)
    return under_way.count() < MOST_AT_AN_ENDPOINT


def due_deliveries() -> list[UUID]:
    """Return deliveries whose time has come, in turns: the first of every endpoint, then the second of each."""
    turn = Window(RowNumber(), partition_by=F("endpoint"), order_by="next_attempt_at")
    in_turns = Delivery.objects.filter(WAITING).annotate(turn=turn).filter(turn__lte=MOST_AT_AN_ENDPOINT)
    return list(in_turns.order_by("turn", "next_attempt_at").values_list("pk", flat=True)[:MOST_AT_ONCE])


def next_after(delivery: Delivery) -> UUID | None:
    """Return the next delivery to an endpoint that has just taken this one: it need not wait for the sweeper."""
    if delivery.state != DELIVERED:
        return None
    waiting = Delivery.objects.filter(WAITING, endpoint=delivery.endpoint_id)
    return waiting.order_by("next_attempt_at").values_list("pk", flat=True).first()


def _write_try(delivery: Delivery, sent: Sent) -> None:
    delivery.tries.filter(number__lte=delivery.fence - MOST_TRIES_KEPT).delete()
    Try.objects.create(
        delivery=delivery,
        number=delivery.fence,
        status=sent.status,
        milliseconds=sent.milliseconds,
        answer=sent.answer,
        problem=sent.problem,
    )


def _let_go(delivery: Delivery) -> None:
    """Send what was held back until this one had gone: it was never tried and is not due."""
    earlier = Delivery.objects.filter(endpoint=delivery.endpoint_id, created_at__lt=delivery.created_at)
    earlier.filter(state=QUEUED, fence=0, next_attempt_at__gt=Now()).update(next_attempt_at=Now())


def _queue_anew(ids: list[UUID]) -> None:
    Delivery.objects.filter(pk__in=ids).update(state=QUEUED, attempts=0, next_attempt_at=Now(), cause="")


def _enable(endpoint: Endpoint) -> None:
    if endpoint.disabled_at is not None:
        endpoint.disabled_at, endpoint.disabled_because = None, ""
        endpoint.save(update_fields=("disabled_at", "disabled_because"))


def _disable(endpoint: Endpoint, *, because: str) -> None:
    endpoint.disabled_at, endpoint.disabled_because = timezone.now(), because
    endpoint.save(update_fields=("disabled_at", "disabled_because"))
    log.info("endpoint disabled", endpoint=str(endpoint.pk), because=because)


def _disable_if_dead(delivery: Delivery) -> None:
    """Disable an endpoint that took nothing in all the time this delivery was tried."""
    taken = Try.objects.filter(delivery__endpoint=delivery.endpoint, problem="", created_at__gte=delivery.created_at)
    if not taken.exists():
        _disable(delivery.endpoint, because=NOTHING_TAKEN)


def _refuse_disabled(endpoint: Endpoint) -> None:
    if endpoint.disabled_at is not None:
        raise Refused("endpoint_disabled", "This endpoint is disabled. Send it a ping; when it is taken, replay again.")
