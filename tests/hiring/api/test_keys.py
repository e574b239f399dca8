"""A pipeline gives each of its parts a key of its own, with scopes and a cap."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from hiring.lib.models import IdempotentAnswer
from hiring.market.models import Licence
from hiring.market.services.credentials import Secret
from hiring.market.services.licensing import accept_offer, make_offer
from tests.fixtures.market import TRAINING
from tests.hiring.api.conftest import basic, token_for

WISH = {"label": "fetching", "cap_micro": 1_000_000, "scopes": ["data:read", "wallet:read"]}


def post(client: Client, path: str, body: Any = None, **headers: str) -> Any:
    return client.post(f"/api/v1/{path}", body or {}, content_type="application/json", headers=headers)


def secret_of(key: dict[str, Any]) -> Secret:
    return Secret(client_id=key["client_id"], client_secret=key["client_secret"])


@pytest.fixture
def key(pipeline: Client) -> dict[str, Any]:
    """A key that fetches, for a credit."""
    made: dict[str, Any] = post(pipeline, "keys", WISH).json()
    return made


def holder(key: dict[str, Any]) -> Client:
    return Client(headers={"Authorization": f"Bearer {token_for(secret_of(key))}"})


def test_a_key_does_what_its_scopes_allow_and_nothing_else(key: dict[str, Any]) -> None:
    fetcher = holder(key)
    assert fetcher.get("/api/v1/wallet").status_code == 200
    assert fetcher.get("/api/v1/datasets").status_code == 403
    assert post(fetcher, "keys", WISH).status_code == 403


def test_a_key_is_not_given_a_token_for_more_than_it_was_made_for(key: dict[str, Any]) -> None:
    body = {"grant_type": "client_credentials", "scope": "keys:write"}
    answer = Client().post("/api/v1/oauth/token", body, headers={"Authorization": basic(secret_of(key))})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")


def test_a_key_pays_up_to_its_cap(pipeline: Client, key: dict[str, Any], licence: Licence) -> None:
    offer = make_offer(world=licence.world, listing="airport-traffic", wish=TRAINING, pricing_model="per_request")
    paid = accept_offer(world=licence.world, offer_id=offer.pk)
    fetcher = holder(key)
    assert post(fetcher, f"licences/{paid.pk}/access", {"seconds": 60}).status_code == 201
    refused = post(fetcher, f"licences/{paid.pk}/access", {"seconds": 60})
    assert (refused.status_code, refused.json()["type"]) == (402, "urn:assay:problem:over_cap")
    [listed] = pipeline.get("/api/v1/keys").json()["keys"]
    assert (listed["spent_micro"], "client_secret" in listed) == (800_000, False)
    assert post(pipeline, f"licences/{paid.pk}/access", {"seconds": 60}).status_code == 201


def test_a_secret_is_shown_in_one_answer_and_kept_in_none(pipeline: Client) -> None:
    first = post(pipeline, "keys", WISH, **{"Idempotency-Key": "one"})
    again = post(pipeline, "keys", WISH, **{"Idempotency-Key": "one"})
    secret = first.json()["client_secret"]
    assert again.json() == {**first.json(), "client_secret": None}
    assert first["Cache-Control"] == "no-store"
    assert secret not in str(IdempotentAnswer.objects.values_list("answer", flat=True)[0])


def test_a_rotated_key_signs_in_by_its_new_secret_alone(pipeline: Client, key: dict[str, Any]) -> None:
    old = holder(key)
    renewed = post(pipeline, f"keys/{key['client_id']}/secret").json()
    assert holder(renewed).get("/api/v1/wallet").status_code == 200
    assert old.get("/api/v1/wallet").status_code == 401
    answer = Client().post(
        "/api/v1/oauth/token", {"grant_type": "client_credentials"}, headers={"Authorization": basic(secret_of(key))}
    )
    assert answer.status_code == 401


def test_a_revoked_key_ends_with_its_tokens(pipeline: Client, key: dict[str, Any]) -> None:
    fetcher = holder(key)
    assert pipeline.delete(f"/api/v1/keys/{key['client_id']}").status_code == 204
    assert fetcher.get("/api/v1/wallet").status_code == 401
    assert pipeline.get("/api/v1/keys").json()["keys"][0]["revoked_at"] is not None


def test_keys_do_not_ask_more_often_than_their_attempt_may(pipeline: Client, key: dict[str, Any]) -> None:
    left = [
        int(client.get("/api/v1/wallet")["RateLimit"].split("r=")[1].split(";")[0])
        for client in (pipeline, holder(key), pipeline)
    ]
    assert left == sorted(left, reverse=True)
    assert len(set(left)) == 3
