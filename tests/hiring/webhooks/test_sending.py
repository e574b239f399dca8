"""What a real server receives, verified by the standard's own library."""

from __future__ import annotations

import json

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from hiring.webhooks.services.endpoints import Secured, rotate_secret
from tests.fixtures.receiver import Receiver, say
from tests.hiring.webhooks.conftest import OWNER, Tell, work_on

pytestmark = pytest.mark.django_db


def test_a_delivery_is_verified_by_the_standards_library(receiver: Receiver, secured: Secured, tell: Tell) -> None:
    delivery = work_on(tell())
    [got] = receiver.got
    told = Webhook(secured.secret).verify(got.body, got.headers)
    assert (told["type"], told["data"]) == ("usage.reported", {"number": 1})
    assert set(told) == {"type", "timestamp", "data"}
    assert got.headers["webhook-id"] == delivery.message.name
    assert got.headers["content-type"] == "application/json"
    assert delivery.state == "delivered"


def test_both_secrets_verify_while_they_overlap(receiver: Receiver, secured: Secured, tell: Tell) -> None:
    newer = rotate_secret(owner=OWNER, endpoint_id=secured.endpoint.pk)
    work_on(tell())
    [got] = receiver.got
    for secret in (secured.secret, newer.secret):
        assert Webhook(secret).verify(got.body, got.headers)
    assert len(got.headers["webhook-signature"].split(" ")) == 2


def test_a_changed_body_or_another_secret_does_not_verify(receiver: Receiver, secured: Secured, tell: Tell) -> None:
    work_on(tell())
    [got] = receiver.got
    stranger = Webhook("whsec_" + "A" * 43 + "=")
    for webhook, body in ((Webhook(secured.secret), got.body + b" "), (stranger, got.body)):
        with pytest.raises(WebhookVerificationError):
            webhook.verify(body, got.headers)


def test_every_try_sends_the_same_bytes_under_the_same_id(receiver: Receiver, secured: Secured, tell: Tell) -> None:
    receiver.script = [say(500), say(200)]
    delivery = tell()
    work_on(delivery)
    work_on(delivery)
    first, second = receiver.got
    assert first.body == second.body
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert json.loads(second.body)["data"] == {"number": 1}


def test_what_an_endpoint_says_is_kept_short_and_harmless(receiver: Receiver, tell: Tell) -> None:
    receiver.script = [say(500, b"\x1b[31mno\x00\xff\r\n" + b"x" * 5000)]
    [tried] = work_on(tell()).tries.all()
    assert tried.status == 500
    assert len(tried.answer) <= 400
    assert tried.answer.isprintable()
    assert tried.answer.startswith("[31mno")
