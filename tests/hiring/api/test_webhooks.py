"""A pipeline asks to be told, is told with a signature, and looks at what was sent."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pgtrigger
import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings
from standardwebhooks.webhooks import Webhook

from hiring.assessments.models import Attempt, Version
from hiring.lib.models import IdempotentAnswer
from hiring.lib.moments import rfc3339
from hiring.market.models import Licence, World
from hiring.market.services.catalogue import load_listings
from hiring.market.services.licensing import revoke_licence
from hiring.webhooks.models import Delivery
from tests.fixtures.installation import ROOT
from tests.fixtures.receiver import Receiver, say
from tests.hiring.market.test_catalogue import copy_of
from tests.hiring.webhooks.conftest import work_on
from tests.hiring.webhooks.making import URL, failed_delivery

JSON = "application/json"
ALL = ["usage.reported", "licence.revoked", "key.rotated", "listing.revised"]


@pytest.fixture(autouse=True)
def loopback(settings: Settings) -> None:
    """This machine may be called."""
    settings.WEBHOOKS_TO_LOOPBACK = True


def post(client: Client, path: str, body: dict[str, Any] | None = None, **headers: str) -> Any:
    return client.post(f"/api/v1/{path}", body or {}, content_type=JSON, headers=headers)


@pytest.fixture
def webhook(pipeline: Client, receiver: Receiver) -> dict[str, Any]:
    """An endpoint that wishes to hear everything, as the call that added it was answered."""
    made: dict[str, Any] = post(pipeline, "webhooks", {"url": receiver.url, "kinds": ALL}).json()
    return made


def last_told(receiver: Receiver, webhook: dict[str, Any]) -> dict[str, Any]:
    """Let a worker send what waits, and return what arrived, verified."""
    work_on(Delivery.objects.latest("created_at"))
    got = receiver.got[-1]
    told: dict[str, Any] = Webhook(webhook["secret"]).verify(got.body, got.headers)
    return told


def test_use_that_was_reported_is_told_with_what_it_cost(
    pipeline: Client, receiver: Receiver, webhook: dict[str, Any], licence: Licence
) -> None:
    event = {
        "event_id": "train-1",
        "licence": str(licence.pk),
        "kind": "fine_tune",
        "quantity": 1,
        "model": "baseline",
        "occurred_at": rfc3339(timezone.now()),
    }
    [receipt] = post(pipeline, "usage", {"events": [event]}).json()["receipts"]
    told = last_told(receiver, webhook)
    [use] = told["data"]["uses"]
    assert told["type"] == "usage.reported"
    assert (use["receipt"], use["charged_micro"]) == (receipt["id"], receipt["charged_micro"])
    post(pipeline, "usage", {"events": [event]})
    assert Delivery.objects.count() == 1


def test_a_licence_that_was_revoked_is_told_with_its_reason(
    receiver: Receiver, webhook: dict[str, Any], licence: Licence
) -> None:
    revoke_licence(licence=licence, reason="The creator took it back.")
    told = last_told(receiver, webhook)
    assert (told["type"], told["data"]["licence"]) == ("licence.revoked", str(licence.pk))
    assert told["data"]["reason"] == "The creator took it back."


@pytest.mark.parametrize("ended", ["withdrawn", "long over"])
def test_an_attempt_that_ended_is_told_nothing_new(
    webhook: dict[str, Any], world: World, ended: str, tmp_path: Path
) -> None:
    past = timezone.now() - timedelta(days=60)
    change = {"withdrawn_at": timezone.now()} if ended == "withdrawn" else {"started_at": past}
    Attempt.objects.filter(pk=world.attempt_id).update(**change)
    call_command("rotate_keys", purpose="sign")
    load_listings(folders=[copy_of(ROOT / "catalogue" / "airport-directory", tmp_path / "mended", title="Mended")])
    assert not Delivery.objects.exists()


def test_an_attempt_is_told_of_no_listing_that_its_plan_does_not_offer(
    webhook: dict[str, Any], world: World, tmp_path: Path
) -> None:
    version = world.attempt.invitation.cohort.version
    elsewhere = {**version.plan, "listings": ["two-city-weather"]}
    with pgtrigger.ignore():
        Version.objects.filter(pk=version.pk).update(plan=elsewhere)
    airports, strikes = (ROOT / "catalogue" / name for name in ("airport-directory", "wildlife-strikes"))
    folders = [copy_of(airports, tmp_path / "a", title="Mended"), copy_of(strikes, tmp_path / "b", title="Mended")]
    assert len(load_listings(folders=folders)) == 2
    assert not Delivery.objects.exists()


def test_a_rotated_key_is_told_to_everyone_who_wishes(
    pipeline: Client, other_pipeline: Client, receiver: Receiver, webhook: dict[str, Any]
) -> None:
    post(other_pipeline, "webhooks", {"url": URL, "kinds": ["key.rotated"]})
    call_command("rotate_keys", purpose="sign")
    assert Delivery.objects.count() == 2
    work_on(Delivery.objects.get(endpoint=webhook["id"]))
    assert json.loads(receiver.got[-1].body)["data"]["jwks"].endswith("/.well-known/jwks.json")


def test_a_new_revision_is_told_and_a_new_listing_is_not(
    receiver: Receiver, webhook: dict[str, Any], tmp_path: Path
) -> None:
    airports = ROOT / "catalogue" / "airport-directory"
    load_listings(folders=[copy_of(airports, tmp_path / "mended", title="Airports, mended")])
    told = last_told(receiver, webhook)
    assert (told["type"], told["data"]["listing"], told["data"]["revision"]) == (
        "listing.revised",
        "airport-directory",
        2,
    )
    load_listings(folders=[copy_of(airports, tmp_path / "new", slug="airports-elsewhere")])
    assert Delivery.objects.count() == 1


def test_another_attempts_licence_is_not_told(webhook: dict[str, Any], other_pipeline: Client) -> None:
    wish = {"use_case": "commercial-training", "region": "US", "retention_days": 9, "pricing_model": "per_request"}
    offer = post(other_pipeline, "datasets/wildlife-strikes/offers", wish).json()
    post(other_pipeline, f"offers/{offer['id']}/accept")
    revoke_licence(licence=Licence.objects.get(), reason="Taken back.")
    assert not Delivery.objects.exists()


def test_the_secret_is_shown_in_one_answer_and_kept_in_none(pipeline: Client, receiver: Receiver) -> None:
    body = {"url": receiver.url, "kinds": ALL}
    first = post(pipeline, "webhooks", body, **{"Idempotency-Key": "one"})
    again = post(pipeline, "webhooks", body, **{"Idempotency-Key": "one"})
    assert first["Cache-Control"] == "no-store"
    assert first.json() == again.json()
    secret = first.json()["secret"]
    assert secret.startswith("whsec_")
    assert secret not in json.dumps(IdempotentAnswer.objects.get().answer)
    assert secret not in pipeline.get("/api/v1/webhooks").content.decode()


def test_a_rotated_secret_signs_beside_the_old_one(
    pipeline: Client, receiver: Receiver, webhook: dict[str, Any]
) -> None:
    rotated = post(pipeline, f"webhooks/{webhook['id']}/secret").json()
    assert rotated["secret"] != webhook["secret"]
    post(pipeline, f"webhooks/{webhook['id']}/test")
    assert last_told(receiver, webhook)["type"] == "ping"
    assert Webhook(rotated["secret"]).verify(receiver.got[-1].body, receiver.got[-1].headers)


def test_an_unfit_address_is_refused_with_its_reason(pipeline: Client, settings: Settings) -> None:
    settings.WEBHOOKS_TO_LOOPBACK = False
    answer = post(pipeline, "webhooks", {"url": "https://169.254.169.254/latest", "kinds": ALL})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/url"
    assert "public internet" in answer.json()["detail"]


def test_the_log_tells_each_try_and_replays(pipeline: Client, receiver: Receiver, webhook: dict[str, Any]) -> None:
    receiver.script = [say(410, b"moved out"), say(200)]
    ping = post(pipeline, f"webhooks/{webhook['id']}/test").json()
    work_on(Delivery.objects.get(pk=ping["id"]))
    [told] = pipeline.get(f"/api/v1/webhooks/{webhook['id']}/deliveries").json()["deliveries"]
    assert (told["state"], told["kind"], told["message"]) == ("failed", "ping", ping["message"])
    assert [(one["status"], one["answer"]) for one in told["tries"]] == [(410, "moved out")]
    assert post(pipeline, f"deliveries/{ping['id']}/replay").json()["type"].endswith("endpoint_disabled")
    post(pipeline, f"webhooks/{webhook['id']}/test")
    work_on(Delivery.objects.latest("created_at"))
    replayed = post(pipeline, f"webhooks/{webhook['id']}/replay", {"since": rfc3339(timezone.now())})
    assert replayed.json() == {"replayed": 0}
    assert post(pipeline, f"deliveries/{ping['id']}/replay").json()["state"] == "queued"


def test_the_log_is_read_page_by_page(pipeline: Client, webhook: dict[str, Any]) -> None:
    sent = [post(pipeline, f"webhooks/{webhook['id']}/test").json()["id"] for _ in range(3)]
    seen, cursor = [], ""
    while cursor is not None:
        page = pipeline.get(
            f"/api/v1/webhooks/{webhook['id']}/deliveries?limit=2&cursor={cursor}".removesuffix("&cursor=")
        )
        seen += [one["id"] for one in page.json()["deliveries"]]
        cursor = page.json()["next_cursor"]
    assert seen == sent[::-1]


def test_a_longer_log_takes_no_more_queries(
    pipeline: Client, webhook: dict[str, Any], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = f"/api/v1/webhooks/{webhook['id']}/deliveries"
    for many in (1, 4):
        for _ in range(many):
            work_on(Delivery.objects.get(pk=post(pipeline, f"webhooks/{webhook['id']}/test").json()["id"]))
        pipeline.get(address)
        with django_assert_num_queries(4):
            pipeline.get(address)


def test_a_removed_endpoint_is_gone(pipeline: Client, webhook: dict[str, Any]) -> None:
    assert pipeline.delete(f"/api/v1/webhooks/{webhook['id']}").status_code == 204
    assert pipeline.delete(f"/api/v1/webhooks/{webhook['id']}").status_code == 404
    assert pipeline.get("/api/v1/webhooks").json() == {"webhooks": []}


def test_another_attempts_endpoint_does_not_exist(other_pipeline: Client, licence: Licence) -> None:
    delivery = failed_delivery(owner=licence.world_id)
    assert other_pipeline.get(f"/api/v1/webhooks/{delivery.endpoint_id}/deliveries").status_code == 404
    assert post(other_pipeline, f"deliveries/{delivery.pk}/replay").status_code == 404
