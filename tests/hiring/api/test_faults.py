"""The faults of a plan as a pipeline meets them: over the API, each as the real thing looks."""

from __future__ import annotations

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from django.test import Client

from grader.reactions import Reaction, reactions_in
from hiring.accounts.models import Organisation, Person
from hiring.assessments.models import Version
from hiring.assessments.services.publishing import create_assessment, read_ready
from hiring.market.models import World
from hiring.market.queries import wallet_of
from hiring.market.services.credentials import Secret
from tests.fixtures.market import license_to
from tests.hiring.api.conftest import token_for
from tests.hiring.api.test_traces import logged

BURSTS = 4
WISH = {"use_case": "commercial-training", "region": "US", "retention_days": 90, "pricing_model": "per_request"}
PLAN: list[dict[str, Any]] = [
    *(
        {"id": f"down-{at}", "kind": "unavailable", "route": "search", "first": 5 * at + 1, "last": 5 * at + 1}
        | {"times": 5}
        for at in range(BURSTS)
    ),
    {"id": "too-soon", "kind": "too_many_requests", "route": "offer", "first": 2, "last": 2, "retry_after": 1},
    {"id": "expired", "kind": "url_expired", "route": "access", "first": 1, "last": 1},
    {"id": "rotated", "kind": "key_rotated", "route": "access", "first": 2, "last": 2},
    {"id": "gone", "kind": "licence_revoked", "route": "access", "first": 1, "last": 1, "listing": "airport-directory"},
    {"id": "cut", "kind": "connection_cut", "route": "bytes", "first": 1, "last": 1},
    {"id": "no-quote", "kind": "too_many_requests", "route": "quote", "first": 1, "last": 1, "retry_after": 1},
    {"id": "no-counter", "kind": "unavailable", "route": "counter", "first": 1, "last": 1, "times": 2},
    {"id": "renamed", "kind": "columns_changed", "route": "offer", "first": 1, "last": 1}
    | {"listing": "airport-traffic", "column": "flights", "change": "renamed"},
]


@pytest.fixture
def version(organisation: Organisation, bob: Person) -> Version:
    """The ready assessment, with one fault of nearly every kind."""
    ready = read_ready("wildlife_strikes")
    shaky = replace(ready, plan={**ready.plan, "faults": PLAN})
    return create_assessment(organisation=organisation, slug="strikes", draft=shaky, by=bob)


def post(pipeline: Client, path: str, body: dict[str, Any] | None = None) -> Any:
    return pipeline.post(f"/api/v1/{path}", json.dumps(body or {}), content_type="application/json")


@pytest.fixture
def licence(pipeline: Client) -> str:
    """A licence of the exercise."""
    offer = post(pipeline, "datasets/wildlife-strikes/offers", WISH).json()["id"]
    identity: str = post(pipeline, f"offers/{offer}/accept").json()["id"]
    return identity


def url_of(pipeline: Client, licence: str) -> str:
    granted = post(pipeline, f"licences/{licence}/access")
    assert granted.status_code == 201, granted.content
    parts = urlsplit(granted.json()["url"])
    return f"{parts.path}?{parts.query}"


def code_of(answer: Any) -> str:
    assert answer["Content-Type"] == "application/problem+json"
    return str(json.loads(answer.content)["type"]).rpartition(":")[2]


def reactions(world: World) -> dict[str, Reaction]:
    return {one.fault: one for one in reactions_in(list(world.trail.order_by("sequence")))}


def test_a_429_says_when_to_come_back_and_nothing_was_done(pipeline: Client, world: World) -> None:
    def ask() -> Any:
        return post(pipeline, "datasets/wildlife-strikes/offers", WISH)

    assert ask().status_code == 201
    busy = ask()
    assert (busy.status_code, busy["Retry-After"], code_of(busy)) == (429, "1", "throttled")
    assert world.trail.filter(kind="offer.made").count() == 1
    assert ask().status_code == 201
    assert not reactions(world)["too-soon"].handled


def test_a_fault_is_logged_as_planned_and_names_its_dataset(pipeline: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    pipeline.get("/api/v1/datasets")
    assert "dataset_id" not in logged(caplog.records, "request answered")
    offers = [post(pipeline, "datasets/wildlife-strikes/offers", WISH) for _ in range(2)]
    assert logged(caplog.records, "request answered")["dataset_id"] == "wildlife-strikes"
    post(pipeline, f"offers/{offers[0].json()['id']}/counter", {"retention_days": 30})
    assert logged(caplog.records, "request answered")["dataset_id"] == "wildlife-strikes"
    told = [(record.levelname, record.getMessage()) for record in caplog.records if record.name == "django.request"]
    assert [level for level, _ in told] == ["INFO"] * 3
    assert told[0][1] == "Service Unavailable: /api/v1/datasets"


def test_quotes_and_counter_offers_fail_like_any_other_call(pipeline: Client, world: World) -> None:
    plan = {"dataset": "airport-traffic", "plan": {"requests": 1}}
    asked = [post(pipeline, "quotes", plan) for _ in range(2)]
    assert [answer.status_code for answer in asked] == [429, 200]
    offer = post(pipeline, "datasets/wildlife-strikes/offers", WISH).json()["id"]
    countered = [post(pipeline, f"offers/{offer}/counter", {"retention_days": 30}) for _ in range(3)]
    assert [answer.status_code for answer in countered] == [503, 503, 201]
    assert [reactions(world)[fault].route for fault in ("no-quote", "no-counter")] == ["quote", "counter"]


def test_columns_change_under_an_offer_which_says_so_as_do_card_and_history(pipeline: Client, world: World) -> None:
    address = "/api/v1/datasets/airport-traffic"
    assert pipeline.get(address).json()["revision"] == 1
    offer = post(pipeline, "datasets/airport-traffic/offers", WISH).json()
    assert offer["revision"] == 2
    assert "flights_v2" in [column["name"] for column in pipeline.get(address).json()["card"]["columns"]]
    licence = post(pipeline, f"offers/{offer['id']}/accept").json()
    assert reactions(world)["renamed"].handled
    fetched = pipeline.get([url_of(pipeline, licence["id"]) for _ in range(3)][-1])
    assert fetched.getvalue().startswith(b"origin,destination,flights_v2\n")
    [new, old] = pipeline.get(f"{address}/revisions").json()["revisions"]
    assert (new["digest"], old["number"]) == (licence["digest"], 1)


def test_a_write_that_met_a_fault_may_be_repeated_under_its_key(pipeline: Client, world: World) -> None:
    headers = {"Idempotency-Key": "one"}
    ask = "/api/v1/datasets/wildlife-strikes/offers"
    post(pipeline, "datasets/wildlife-strikes/offers", WISH)
    answers = [pipeline.post(ask, WISH, content_type="application/json", headers=headers) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [429, 201, 201]
    assert answers[1].json() == answers[2].json()


def test_a_dead_url_costs_nothing_and_another_one_is_good(pipeline: Client, licence: str, world: World) -> None:
    dead = [url_of(pipeline, licence) for _ in range(2)]
    assert [code_of(pipeline.get(url)) for url in dead] == ["url_expired", "url_not_genuine"]
    assert wallet_of(world).spent_micro == 0
    assert pipeline.get(url_of(pipeline, licence)).status_code == 200
    assert wallet_of(world).spent_micro == 5_000_000
    assert reactions(world)["expired"].handled
    assert reactions(world)["rotated"].handled


def test_what_is_refused_or_answered_again_leaves_a_flaw_to_the_next_answer(
    pipeline: Client, licence: str, world: World
) -> None:
    assert post(pipeline, f"licences/{licence}/access", {"seconds": 1}).status_code == 422
    assert post(pipeline, f"licences/{world.pk}/access").status_code == 404
    assert not reactions(world)
    assert code_of(pipeline.get(url_of(pipeline, licence))) == "url_expired"
    assert list(reactions(world)) == ["expired"]


def test_a_dead_url_is_not_kept_for_its_key(pipeline: Client, licence: str) -> None:
    def again() -> Any:
        headers = {"Idempotency-Key": "one"}
        return pipeline.post(f"/api/v1/licences/{licence}/access", {}, "application/json", headers=headers)

    answers = [again() for _ in range(4)]
    urls = [urlsplit(answer.json()["url"]) for answer in answers]
    assert [pipeline.get(f"{url.path}?{url.query}").status_code for url in urls[:3]] == [403, 403, 200]
    assert urls[2] == urls[3]
    assert [answer.headers.get("Idempotency-Replayed") for answer in answers] == [None, None, None, "true"]


def test_a_licence_that_a_fault_revokes_leaves_the_dead_url_to_another(
    pipeline: Client, licence: str, world: World
) -> None:
    directory = license_to(world, "airport-directory", pricing_model="per_request")
    assert code_of(post(pipeline, f"licences/{directory.pk}/access")) == "licence_revoked"
    dead = [url_of(pipeline, licence) for _ in range(2)]
    assert [code_of(pipeline.get(url)) for url in dead] == ["url_expired", "url_not_genuine"]
    assert pipeline.get(url_of(pipeline, licence)).status_code == 200
    assert {fault: one.handled for fault, one in reactions(world).items() if one.route == "access"} == {
        "gone": True,
        "expired": True,
        "rotated": True,
    }


def test_a_url_that_is_refused_meets_no_fault_of_the_bytes(pipeline: Client, licence: str, world: World) -> None:
    assert pipeline.get(url_of(pipeline, licence)).status_code == 403
    assert "cut" not in reactions(world)


def test_a_cut_download_goes_on_with_a_range(pipeline: Client, licence: str, world: World) -> None:
    url = [url_of(pipeline, licence) for _ in range(3)][-1]
    cut = pipeline.get(url)
    half = cut.getvalue()
    assert len(half) == int(cut["Content-Length"]) // 2
    assert not reactions(world)["cut"].handled
    rest = pipeline.get(url, headers={"Range": f"bytes={len(half)}-", "If-Range": cut["ETag"]})
    assert rest.status_code == 206
    assert len(half) + len(rest.getvalue()) == int(cut["Content-Length"])
    assert reactions(world)["cut"].said == "fetched the rest of the file"


def test_looking_at_what_bytes_there_are_meets_no_fault(pipeline: Client, licence: str, world: World) -> None:
    url = [url_of(pipeline, licence) for _ in range(3)][-1]
    etag = pipeline.head(url)["ETag"]
    assert pipeline.get(url, headers={"If-None-Match": etag}).status_code == 304
    assert "cut" not in reactions(world)


def test_what_is_not_a_call_of_the_route_is_not_counted(pipeline: Client, world: World) -> None:
    assert pipeline.options("/api/v1/datasets").status_code == 200
    assert pipeline.put("/api/v1/datasets", {}, content_type="application/json").status_code == 405
    assert Client().get("/api/v1/datasets").status_code == 401
    assert not reactions(world)


def test_requests_at_the_same_moment_each_get_a_number_of_their_own(
    server: httpx.Client, secret: Secret, world: World
) -> None:
    headers = {"Authorization": f"Bearer {token_for(secret)}"}

    def ask(_: int) -> int:
        return server.get("/api/v1/datasets", headers=headers).status_code

    with ThreadPoolExecutor(8) as threads:
        codes = list(threads.map(ask, range(5 * BURSTS + 4)))
    assert (codes.count(503), codes.count(200)) == (5 * BURSTS, 4)
    ordinals = [entry.facts["ordinal"] for entry in world.trail.filter(kind="fault.played").order_by("sequence")]
    assert ordinals == list(range(1, 5 * BURSTS + 1))


def test_a_client_sees_the_line_break(server: httpx.Client, pipeline: Client, licence: str) -> None:
    url = [url_of(pipeline, licence) for _ in range(3)][-1]
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
        server.get(url)
    assert server.get(url).status_code == 200
