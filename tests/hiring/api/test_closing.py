"""A market trades until its attempt ends; what was done stays to be read, and held payouts are still disputed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from grader.faults import read_faults
from hiring.accounts.models import Person
from hiring.assessments.services.attempting import extend_attempt
from hiring.lib.moments import rfc3339
from hiring.market.models import Licence, Transform, World
from hiring.market.services.credentials import Secret
from hiring.market.services.faults import plan_faults
from hiring.market.services.licensing import make_offer
from hiring.market.tasks import transform as do_transform
from tests.fixtures.market import TRAINING
from tests.grader.evidence import make_model, make_stage
from tests.hiring.api.conftest import token_for
from tests.hiring.api.test_abuse import bearing, codes_of, rows
from tests.hiring.api.test_publishing import draft as send_draft
from tests.hiring.api.test_road import WISH, path_in, post
from tests.hiring.market.publishing import draft, publish
from tests.hiring.market.registering import ATTESTATION, fetched, source
from tests.hiring.market.settling import held_payout, let_time_run_out

Act = Callable[[Client], Any]
PLANNED = [{"id": "busy", "kind": "too_many_requests", "route": "usage", "first": 1, "last": 1, "retry_after": 2}]


@pytest.fixture
def acts(world: World, licence: Licence) -> dict[str, Act]:
    """Everything that counts for an attempt, each as good as it could be a moment before the deadline."""
    offer, other = (
        make_offer(world=world, listing="airport-traffic", wish=TRAINING, pricing_model="per_request").pk
        for _ in range(2)
    )
    access = fetched(licence)
    model = {"manifest": make_model(source(licence)), "attestations": {ATTESTATION: access.envelope}}
    published = publish(licence).revision.listing_id
    again = draft(licence, slug="strikes-again").listing_id
    steps = {"url": f"{settings.PUBLIC_URL}{access.signed_path}", "steps": [{"kind": "sample", "rows": 5, "seed": 7}]}
    quote = {"dataset": "airport-traffic", "plan": {"requests": 1}}
    key = {"label": "training", "cap_micro": 5, "scopes": ["data:read"]}
    return {
        "an offer": lambda client: post(client, "datasets/airport-traffic/offers", WISH),
        "a counter-offer": lambda client: post(client, f"offers/{offer}/counter", {"retention_days": 9}),
        "a licence": lambda client: post(client, f"offers/{other}/accept"),
        "access": lambda client: post(client, f"licences/{licence.pk}/access", {"seconds": 60}),
        "a transform": lambda client: post(client, "edge/transforms", steps),
        "a quote": lambda client: post(client, "quotes", quote),
        "usage": lambda client: post(client, "usage", use_of(licence)),
        "lineage": lambda client: post(client, "lineage", make_stage("train", inputs=(), outputs=())),
        "a model": lambda client: post(client, "models", model),
        "a key": lambda client: post(client, "keys", key),
        "a draft": lambda client: send_draft(client, [licence.pk], listing=str(published)),
        "a publication": lambda client: post(client, f"listings/{again}/publish"),
        "a withdrawal": lambda client: post(client, f"listings/{published}/withdraw"),
    }


def use_of(licence: Licence) -> dict[str, Any]:
    told = {"event_id": "train-1", "licence": str(licence.pk), "kind": "fine_tune", "quantity": 1, "model": "baseline"}
    return {"events": [{**told, "occurred_at": rfc3339(timezone.now())}]}


def test_nothing_counts_that_comes_after_the_deadline_and_all_of_it_in_time_that_was_granted(
    pipeline: Client, world: World, bob: Person, acts: dict[str, Act], subtests: pytest.Subtests
) -> None:
    let_time_run_out(world)
    before = rows()
    for name, act in acts.items():
        with subtests.test(name):
            answer = act(pipeline)
            assert (answer.status_code, codes_of(answer)) == (409, {"market_closed"})
            assert rows() == before
    extend_attempt(attempt=world.attempt, minutes=60, reason="power cut", by=bob)
    for name, act in acts.items():
        with subtests.test(f"{name}, later"):
            assert act(pipeline).status_code in {200, 201, 202}, act(pipeline).content


def test_a_closed_market_is_still_read_and_its_keys_replaced(
    pipeline: Client, world: World, secret: Secret, licence: Licence
) -> None:
    key = post(pipeline, "keys", {"label": "training", "cap_micro": 5, "scopes": ["data:read"]}).json()["client_id"]
    path = path_in(post(pipeline, f"licences/{licence.pk}/access", {"seconds": 60}).json()["url"])
    let_time_run_out(world)
    later = bearing(token_for(secret))
    for read in ("datasets", "datasets/airport-traffic", "licences", "wallet", "trail", "listings", "submissions"):
        assert later.get(f"/api/v1/{read}").status_code == 200
    assert later.get(path).status_code == 200
    assert post(later, f"keys/{key}/secret").status_code == 201
    assert later.delete(f"/api/v1/keys/{key}").status_code == 204


def test_a_transform_that_was_asked_for_in_time_is_done(pipeline: Client, world: World, acts: dict[str, Act]) -> None:
    asked = acts["a transform"](pipeline).json()["id"]
    let_time_run_out(world)
    do_transform(asked)
    assert (Transform.objects.get().state, Transform.objects.get().cause) == ("done", "")


def test_a_day_that_was_held_before_the_deadline_is_disputed_after_it(
    pipeline: Client, world: World, licence: Licence
) -> None:
    publish(licence)
    held = held_payout(world)
    let_time_run_out(world)
    opened = post(pipeline, f"payouts/{held.pk}/disputes", {"text": "These are customers of mine."})
    assert opened.status_code == 201, opened.content
    said = post(pipeline, f"disputes/{opened.json()['id']}/messages", {"text": "Ask them."})
    assert said.status_code == 201, said.content


def test_a_fault_plan_ends_with_the_attempt(pipeline: Client, world: World, licence: Licence) -> None:
    plan_faults(world=world, faults=read_faults(PLANNED), seed=b"cohort")
    let_time_run_out(world)
    assert codes_of(post(pipeline, "usage", use_of(licence))) == {"market_closed"}
    assert not world.trail.filter(kind="fault.played").exists()
