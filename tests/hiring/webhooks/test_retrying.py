"""A delivery is tried until it is taken or its tries are used up, and can be sent anew after that."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models.functions import Now
from django.utils import timezone
from pytest_django import Settings

from hiring.lib.leases import FAILED, LEASED, QUEUED, lease
from hiring.lib.refused import Refused
from hiring.webhooks import tasks
from hiring.webhooks.intake import ping_endpoint, replay, replay_all_failed
from hiring.webhooks.kinds import DELIVERED, Kind
from hiring.webhooks.models import Delivery, Endpoint, Message, Try
from hiring.webhooks.services import deliveries
from hiring.webhooks.services.deliveries import MOST_TRIES_KEPT, due_deliveries, may_start, return_expired
from hiring.webhooks.services.endpoints import add_endpoint, remove_endpoint
from hiring.webhooks.services.messages import KEPT, MOST_PINGS, forget_old
from tests.fixtures.receiver import Behaviour, Receiver, close_at_once, flood, hang, say, trickle
from tests.hiring.webhooks.conftest import OWNER, Tell, work_on

pytestmark = pytest.mark.django_db


def test_500_then_200_is_delivered_at_the_second_try(receiver: Receiver, tell: Tell) -> None:
    receiver.script = [say(500), say(200)]
    delivery = work_on(tell())
    assert (delivery.state, delivery.attempts) == (QUEUED, 1)
    assert 4 < (delivery.next_attempt_at - timezone.now()).total_seconds() < 6
    assert "answered 500" in delivery.cause
    assert (work_on(delivery).state, delivery.cause) == (DELIVERED, "")
    assert [tried.status for tried in delivery.tries.order_by("number")] == [500, 200]


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (hang, "no answer within"),
        (trickle, "no answer within"),
        (close_at_once, "closed"),
        (say(302, Location="http://127.0.0.1/"), "a redirect"),
        (say(404), "answered 404"),
    ],
    ids=["hangs", "trickles", "hangs up", "redirects", "knows nothing"],
)
def test_whatever_an_endpoint_does_wrong_is_told_and_tried_again(
    receiver: Receiver, tell: Tell, behaviour: Behaviour, said: str, settings: Settings
) -> None:
    settings.WEBHOOK_TIME_LIMIT = 0.3
    receiver.script = [behaviour]
    delivery = work_on(tell())
    assert delivery.state == QUEUED
    assert said in delivery.cause
    assert [tried.problem for tried in delivery.tries.all()] == [delivery.cause]


def test_a_flood_behind_a_yes_is_a_yes(receiver: Receiver, tell: Tell) -> None:
    receiver.script = [flood]
    assert work_on(tell()).state == DELIVERED
    assert len(Try.objects.get().answer) == 400


def test_an_endpoint_that_asks_to_wait_is_waited_for(receiver: Receiver, tell: Tell) -> None:
    receiver.script = [say(429, Retry_After="120")]
    delivery = work_on(tell())
    assert 118 < (delivery.next_attempt_at - timezone.now()).total_seconds() < 122


def test_a_yes_is_a_yes_whatever_else_it_asks_for(receiver: Receiver, tell: Tell) -> None:
    receiver.script = [say(200, Retry_After="Mon, 01 Jan 99999999999 00:00:00 GMT")]
    delivery = work_on(tell())
    assert (delivery.state, [tried.status for tried in delivery.tries.all()]) == (DELIVERED, [200])


def test_a_refusal_with_a_date_that_no_calendar_has_is_tried_again_as_usual(receiver: Receiver, tell: Tell) -> None:
    receiver.script = [say(503, Retry_After="Mon, 01 Jan 99999999999 00:00:00 GMT")]
    delivery = work_on(tell())
    assert (delivery.state, [tried.status for tried in delivery.tries.all()]) == (QUEUED, [503])


def test_a_fault_of_ours_while_sending_is_a_try_of_its_own(
    receiver: Receiver, tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = tell()
    with monkeypatch.context() as patch:
        patch.setattr("hiring.webhooks.sending.post", break_down)
        work_on(delivery)
    assert [tried.problem for tried in delivery.tries.all()] == [
        "It could not be sent, by a fault of ours: ZeroDivisionError."
    ]
    assert work_on(delivery).state == DELIVERED


def break_down(*_: object, **__: object) -> None:
    raise ZeroDivisionError("what must not be told")


def test_after_ten_tries_it_has_failed_and_its_endpoint_is_disabled(receiver: Receiver, tell: Tell) -> None:
    receiver.script = [say(503)]
    delivery = tell()
    for _ in range(Delivery.MOST_ATTEMPTS + 1):
        work_on(delivery)
    assert (delivery.state, len(receiver.got)) == (FAILED, 10)
    assert "answered 503" in delivery.cause
    assert "took nothing" in Endpoint.objects.get().disabled_because


def test_an_endpoint_that_takes_other_messages_is_not_disabled_for_one(receiver: Receiver, tell: Tell) -> None:
    receiver.script = [say(400), say(200), say(400)]
    bad = work_on(tell(1))
    work_on(tell(2))
    for _ in range(Delivery.MOST_ATTEMPTS):
        work_on(bad)
    assert bad.state == FAILED
    assert Endpoint.objects.get().disabled_at is None


def test_410_disables_and_whatever_waits_fails(receiver: Receiver, endpoint: Endpoint, tell: Tell) -> None:
    receiver.script = [say(410)]
    waiting = tell(2)
    assert work_on(tell(1)).state == FAILED
    endpoint.refresh_from_db()
    assert "410" in endpoint.disabled_because
    assert work_on(waiting).state == FAILED
    assert "disabled" in waiting.cause
    assert len(receiver.got) == 1


def test_a_disabled_endpoint_is_told_nothing_new_until_it_takes_a_ping(
    receiver: Receiver, endpoint: Endpoint, tell: Tell
) -> None:
    receiver.script = [say(410), say(200)]
    lost = work_on(tell(1))
    with pytest.raises(Delivery.DoesNotExist):
        tell(2)
    with pytest.raises(Refused, match="is disabled"):
        replay(owner=OWNER, delivery_id=lost.pk)
    assert work_on(ping_endpoint(owner=OWNER, endpoint_id=endpoint.pk)).state == DELIVERED
    endpoint.refresh_from_db()
    assert endpoint.disabled_at is None
    assert work_on(replay(owner=OWNER, delivery_id=lost.pk)).state == DELIVERED


def test_what_ended_can_be_replayed_and_what_is_under_way_can_not(receiver: Receiver, tell: Tell) -> None:
    delivery = tell()
    with pytest.raises(Refused, match="still being tried"):
        replay(owner=OWNER, delivery_id=delivery.pk)
    work_on(delivery)
    assert work_on(replay(owner=OWNER, delivery_id=delivery.pk)).state == DELIVERED
    assert len({got.headers["webhook-id"] for got in receiver.got}) == 1
    assert len(receiver.got) == 2


def test_all_that_failed_since_a_moment_is_replayed_together(
    receiver: Receiver, endpoint: Endpoint, tell: Tell
) -> None:
    failed = [tell(number) for number in range(3)]
    Delivery.objects.update(state=FAILED, attempts=10)
    Message.objects.filter(pk=failed[0].message_id).update(occurred_at=timezone.now() - timedelta(hours=2))
    since = timezone.now() - timedelta(hours=1)
    assert replay_all_failed(owner=OWNER, endpoint_id=endpoint.pk, since=since) == 2
    assert [work_on(one).state for one in failed] == [FAILED, DELIVERED, DELIVERED]


def test_another_owners_delivery_can_not_be_replayed(tell: Tell) -> None:
    with pytest.raises(Refused, match="no such delivery"):
        replay(owner=uuid4(), delivery_id=tell().pk)


def test_a_worker_that_stops_between_sending_and_recording_loses_nothing(
    receiver: Receiver, tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = tell()
    with monkeypatch.context() as patch:
        patch.setattr("hiring.webhooks.services.deliveries.record_try", stop)
        with pytest.raises(KeyboardInterrupt):
            work_on(delivery)
    delivery.refresh_from_db()
    assert (delivery.state, len(receiver.got)) == (LEASED, 1)
    Delivery.objects.update(lease_until=Now() - timedelta(seconds=1))
    return_expired()
    assert work_on(delivery).state == DELIVERED
    assert len({got.headers["webhook-id"] for got in receiver.got}) == 1
    assert len(receiver.got) == 2


def stop(**_: object) -> None:
    raise KeyboardInterrupt


def test_a_worker_that_lost_its_lease_writes_nothing(receiver: Receiver, tell: Tell) -> None:
    delivery = tell()
    held = lease(Delivery, delivery.pk, seconds=60)
    assert held is not None
    Delivery.objects.update(fence=held.fence + 1)
    deliveries.deliver(delivery=held)
    assert len(receiver.got) == 1
    assert not Try.objects.exists()


def test_an_endpoint_removed_while_it_is_called_ends_quietly(endpoint: Endpoint, tell: Tell) -> None:
    held = lease(Delivery, tell().pk, seconds=60)
    assert held is not None
    assert held.endpoint.disabled_at is None
    remove_endpoint(owner=OWNER, endpoint_id=endpoint.pk)
    deliveries.deliver(delivery=held)
    assert not Try.objects.exists()


def test_an_endpoint_that_hangs_holds_two_workers_at_most(receiver: Receiver, tell: Tell) -> None:
    other = add_endpoint(owner=OWNER, url=receiver.url + "/other", kinds=[Kind.PING]).endpoint
    held = [tell(number) for number in range(4)]
    ping = ping_endpoint(owner=OWNER, endpoint_id=other.pk)
    assert due_deliveries() == [held[0].pk, ping.pk, held[1].pk]
    for one in held[:2]:
        lease(Delivery, one.pk, seconds=60)
    assert not may_start(held[2].pk)
    assert may_start(ping.pk)


def test_what_waits_behind_a_delivery_follows_it_at_once(
    receiver: Receiver, tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[object] = []
    monkeypatch.setattr(tasks, "ring_for", rung.append)
    first, second = tell(1), tell(2)
    work_on(first)
    assert rung == [second.pk]


def test_pings_are_few(endpoint: Endpoint) -> None:
    for _ in range(MOST_PINGS):
        ping_endpoint(owner=OWNER, endpoint_id=endpoint.pk)
    with pytest.raises(Refused, match="at most 20 pings"):
        ping_endpoint(owner=OWNER, endpoint_id=endpoint.pk)


def test_old_messages_are_forgotten_once_they_have_ended(tell: Tell) -> None:
    ended, waiting = work_on(tell(1)), tell(2)
    Message.objects.update(created_at=timezone.now() - KEPT - timedelta(seconds=1))
    fresh = tell(3)
    assert forget_old() == 1
    assert set(Delivery.objects.all()) == {waiting, fresh}
    assert not Try.objects.filter(delivery=ended.pk).exists()


def test_only_the_latest_tries_are_kept(tell: Tell) -> None:
    delivery = tell()
    Delivery.objects.update(fence=MOST_TRIES_KEPT + 5)
    Try.objects.bulk_create(
        Try(delivery=delivery, number=number, milliseconds=1) for number in range(1, MOST_TRIES_KEPT + 6)
    )
    work_on(delivery)
    assert delivery.tries.count() == MOST_TRIES_KEPT
