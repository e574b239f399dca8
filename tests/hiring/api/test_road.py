"""From a credential to first bytes, receipts and a signed trail, by HTTP alone."""

from __future__ import annotations

import hashlib
from typing import Any

from django.test import Client
from django.utils import timezone

from grader.attestation import verify_envelope, verify_token
from grader.strict import LARGEST_INTEGER
from grader.trail import parse_trail
from hiring.keys.queries import jwks
from hiring.lib.moments import rfc3339

WISH = {"use_case": "commercial-training", "region": "US", "retention_days": 90, "pricing_model": "per_fine_tune"}
JSON = "application/json"


def post(client: Client, path: str, body: dict[str, Any] | None = None, **headers: str) -> Any:
    return client.post(f"/api/v1/{path}", body or {}, content_type=JSON, headers=headers)


def license_it(client: Client, slug: str = "wildlife-strikes") -> dict[str, Any]:
    offer = post(client, f"datasets/{slug}/offers", WISH).json()
    licence: dict[str, Any] = post(client, f"offers/{offer['id']}/accept").json()
    return licence


def grant(client: Client, licence: dict[str, Any]) -> dict[str, Any]:
    answer = post(client, f"licences/{licence['id']}/access", {"seconds": 300})
    assert answer.status_code == 201, answer.content
    given: dict[str, Any] = answer.json()
    return given


def path_in(url: str) -> str:
    return "/api/v1/" + url.partition("/api/v1/")[2]


def test_a_pipeline_finds_licenses_and_fetches_what_the_attestation_names(pipeline: Client) -> None:
    found = pipeline.get("/api/v1/datasets", {"q": "strikes"}).json()
    assert "wildlife-strikes" in [one["slug"] for one in found["datasets"]]
    access = grant(pipeline, license_it(pipeline))
    fetched = b"".join(Client().get(path_in(access["url"])).streaming_content)  # type: ignore[attr-defined]
    assert f"sha256:{hashlib.sha256(fetched).hexdigest()}" == access["digest"]
    statement = verify_envelope(access["attestation"], jwks())
    assert statement.subjects[0].digest == access["digest"]


def test_bytes_resume_where_they_stopped(pipeline: Client) -> None:
    path = path_in(grant(pipeline, license_it(pipeline))["url"])
    whole = b"".join(Client().get(path).streaming_content)  # type: ignore[attr-defined]
    rest = Client().get(path, headers={"Range": "bytes=1000-"})
    assert rest.status_code == 206
    assert b"".join(rest.streaming_content) == whole[1000:]  # type: ignore[attr-defined]
    again = Client().get(path, headers={"If-None-Match": rest["ETag"]})
    assert again.status_code == 304


def test_a_tampered_url_is_refused(pipeline: Client) -> None:
    path = path_in(grant(pipeline, license_it(pipeline))["url"])
    answer = Client().get(path.replace("expires=", "expires=9"))
    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:assay:problem:url_not_genuine"


def test_one_attempts_url_with_anothers_token_is_refused(pipeline: Client, other_pipeline: Client) -> None:
    path = path_in(grant(pipeline, license_it(pipeline))["url"])
    assert other_pipeline.get(path).status_code == 403


def test_usage_is_receipted_once(pipeline: Client) -> None:
    licence = license_it(pipeline)
    event = {
        "event_id": "train-1",
        "licence": licence["id"],
        "kind": "fine_tune",
        "quantity": 1,
        "model": "baseline",
        "occurred_at": rfc3339(timezone.now()),
    }
    first = post(pipeline, "usage", {"events": [event]}).json()["receipts"][0]
    second = post(pipeline, "usage", {"events": [event]}).json()["receipts"][0]
    assert first == second
    assert verify_token(first["receipt"], jwks(), typ="assay-receipt+jwt")["event_id"] == "train-1"
    wallet = pipeline.get("/api/v1/wallet").json()
    assert wallet["spent_micro"] == first["charged_micro"] > 0


def test_the_wallet_is_read_page_by_page_without_a_line_twice(pipeline: Client) -> None:
    licence = license_it(pipeline)
    events = [
        {
            "event_id": f"train-{number}",
            "licence": licence["id"],
            "kind": "fine_tune",
            "quantity": 1,
            "model": "baseline",
            "occurred_at": rfc3339(timezone.now()),
        }
        for number in range(3)
    ]
    post(pipeline, "usage", {"events": events})
    seen, cursor = [], None
    while True:
        page = pipeline.get("/api/v1/wallet/entries", {"limit": 2, **({"cursor": cursor} if cursor else {})}).json()
        seen += [entry["id"] for entry in page["entries"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 4


def test_the_trail_it_reads_is_the_trail_the_gate_proves(pipeline: Client) -> None:
    license_it(pipeline)
    trail = parse_trail(pipeline.get("/api/v1/trail").content, file="trail.json", jwks=jwks())
    kinds = [entry.kind for entry in trail.entries]
    assert kinds[:2] == ["attempt.started", "token.issued"]
    assert "licence.issued" in kinds


def test_the_same_key_answers_the_same_and_another_body_is_refused(pipeline: Client) -> None:
    first = post(pipeline, "datasets/wildlife-strikes/offers", WISH, **{"Idempotency-Key": "one"})
    second = post(pipeline, "datasets/wildlife-strikes/offers", WISH, **{"Idempotency-Key": "one"})
    assert (second.json(), second["Idempotency-Replayed"]) == (first.json(), "true")
    other = post(pipeline, "datasets/wildlife-strikes/offers", {**WISH, "region": "GB"}, **{"Idempotency-Key": "one"})
    assert (other.status_code, other.json()["type"]) == (422, "urn:assay:problem:idempotency_key_reused")


def test_a_refused_write_leaves_its_key_free(pipeline: Client) -> None:
    bad = {**WISH, "pricing_model": "per_inference", "retention_days": 0}
    assert post(pipeline, "datasets/wildlife-strikes/offers", bad, **{"Idempotency-Key": "two"}).status_code == 422
    assert post(pipeline, "datasets/wildlife-strikes/offers", WISH, **{"Idempotency-Key": "two"}).status_code == 201


def test_another_attempts_licence_does_not_exist(pipeline: Client, other_pipeline: Client) -> None:
    licence = license_it(pipeline)
    answer = post(other_pipeline, f"licences/{licence['id']}/access", {"seconds": 300})
    assert answer.status_code == 404


def test_every_problem_says_what_where_and_what_to_do(pipeline: Client) -> None:
    answer = post(pipeline, "datasets/wildlife-strikes/offers", {**WISH, "retention_days": "long"})
    problem = answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    assert problem["errors"][0]["pointer"] == "/retention_days"
    assert Client().get("/api/v1/nothing").json()["status"] == 404
    assert Client().get("/api/v1/wallet").status_code == 401


def test_answers_say_how_many_requests_are_left(pipeline: Client) -> None:
    answer = pipeline.get("/api/v1/wallet")
    assert answer["RateLimit-Policy"].startswith('"market";q=')
    assert ";r=" in answer["RateLimit"]


def test_a_search_for_more_than_any_reader_can_count_is_refused(pipeline: Client) -> None:
    most = {"min_rows": LARGEST_INTEGER, "max_price": LARGEST_INTEGER}
    assert pipeline.get("/api/v1/datasets", most).status_code == 200
    assert pipeline.get("/api/v1/datasets", {"min_rows": LARGEST_INTEGER + 1}).status_code == 400
