"""A creator reads what a listing earns, objects to what is held, and reads what was decided, over HTTP."""

from __future__ import annotations

from typing import Any

from django.test import Client

from grader.trail import parse_trail
from hiring.accounts.models import Person
from hiring.keys.queries import jwks
from hiring.lib.leases import FAILED
from hiring.market.activity import happening
from hiring.market.models import Dispute, Licence, Payout, World
from hiring.market.queries import trail_document
from hiring.market.services.disputes import resolve_dispute
from hiring.market.services.payouts import open_first_days
from hiring.webhooks.kinds import Kind
from hiring.webhooks.models import Delivery
from hiring.webhooks.services.endpoints import add_endpoint
from tests.hiring.market.publishing import publish
from tests.hiring.market.settling import held_payout, settle_next


def post(client: Client, path: str, text: str, **headers: str) -> Any:
    return client.post(f"/api/v1/{path}", {"text": text}, content_type="application/json", headers=headers)


def test_a_held_payout_is_disputed_and_decided(
    pipeline: Client, other_pipeline: Client, licence: Licence, world: World, bob: Person
) -> None:
    publish(licence)
    add_endpoint(owner=world.pk, url="https://hooks.example.org/assay", kinds=[Kind.PAYOUT_CREATED])
    first, held = settle_next(world), held_payout(world)
    read = pipeline.get("/api/v1/payouts", {"limit": 2}).json()
    assert [payout["standing"] for payout in read["payouts"]] == ["running", "held"]
    older = pipeline.get("/api/v1/payouts", {"limit": 200, "cursor": read["next_cursor"]}).json()
    assert [payout["id"] for payout in older["payouts"]][-1] == str(first.pk)
    assert (read["held_micro"], read["paid_micro"]) == (held.owed_micro, read["owed_micro"] - held.owed_micro)

    whole = pipeline.get(f"/api/v1/payouts/{held.pk}").json()
    assert sum(bought["amount_micro"] for bought in whole["bought"]) == whole["gross_micro"]
    assert whole["anomalies"] == pipeline.get("/api/v1/payouts/anomalies").json()["anomalies"]
    assert Delivery.objects.filter(message__data__standing="held", message__data__payout=str(held.pk)).exists()

    key = {"Idempotency-Key": "objecting"}
    opened = post(pipeline, f"payouts/{held.pk}/disputes", "They are customers of mine.", **key)
    assert opened.status_code == 201, opened.content
    assert post(pipeline, f"payouts/{held.pk}/disputes", "They are customers of mine.", **key).json() == opened.json()
    path = f"disputes/{opened.json()['id']}"
    assert post(pipeline, f"{path}/messages", "I can name them.").status_code == 201
    assert post(other_pipeline, f"{path}/messages", "Me too.").status_code == 404
    assert other_pipeline.get(f"/api/v1/{path}").status_code == 404
    assert other_pipeline.get(f"/api/v1/payouts/{held.pk}").status_code == 404
    resolve_dispute(dispute=Dispute.objects.get(), kind="release", amount_micro=0, reason="They are known.", by=bob)
    decided = pipeline.get(f"/api/v1/{path}").json()
    assert [message["side"] for message in decided["messages"]] == ["creator", "market", "creator"]
    assert decided["resolution"]["reason"] == "They are known."
    assert "bob" not in str(decided).lower()
    assert pipeline.get(f"/api/v1/payouts/{held.pk}").json()["standing"] == "paid"
    assert post(pipeline, f"{path}/messages", "Thanks.").status_code == 409

    trail = parse_trail(trail_document(world.attempt), file="trail.json", jwks=jwks())
    told = [happening(entry).sentence for entry in trail.entries[-5:]]
    day = f"arket day {held.day} of strikes-by-day"
    assert told[0] == f"Objected to what is held: m{day}"
    assert told[1] == f"The market answered with its evidence in the dispute about m{day}"
    assert told[3] == f"M{day}: a person released it"
    assert told[4].startswith(f"M{day} was paid: ")


def test_a_day_that_failed_stands_as_such(pipeline: Client, licence: Licence) -> None:
    publish(licence)
    open_first_days()
    Payout.objects.update(state=FAILED)
    [told] = pipeline.get("/api/v1/payouts").json()["payouts"]
    assert (told["standing"], told["owed_micro"], told["paid_micro"]) == ("failed", 0, None)
