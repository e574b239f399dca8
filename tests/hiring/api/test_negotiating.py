"""A pipeline is denied, reads what would be allowed, and asks for that instead."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from hiring.market.models import Licence
from hiring.market.services.licensing import revoke_licence

WISH = {"use_case": "commercial-training", "region": "US", "retention_days": 90, "pricing_model": "per_request"}


def post(client: Client, path: str, body: dict[str, Any] | None = None) -> Any:
    return client.post(f"/api/v1/{path}", body or {}, content_type="application/json")


def test_a_denied_wish_is_answered_with_a_counter_that_can_be_sent_as_it_is(pipeline: Client) -> None:
    denied = post(pipeline, "datasets/two-city-weather/offers", WISH).json()
    assert (denied["allowed"], denied["answers"]) == (False, None)
    counter = denied["counter"]
    assert counter.pop("changed") == ["use_case"]
    wish = {name: value for name, value in counter.items() if value is not None}
    countered = post(pipeline, f"offers/{denied['id']}/counter", wish).json()
    assert (countered["allowed"], countered["answers"], countered["counter"]) == (True, denied["id"], None)
    assert post(pipeline, f"offers/{denied['id']}/accept").status_code == 409
    assert post(pipeline, f"offers/{countered['id']}/accept").status_code == 201
    chain = pipeline.get(f"/api/v1/offers/{denied['id']}").json()["offers"]
    assert [one["id"] for one in chain] == [denied["id"], countered["id"]]


def test_privacy_is_stated_and_held_against_the_terms(pipeline: Client) -> None:
    loose = {**WISH, "pricing_model": "subscription", "privacy": {"epsilon": 8.0, "delta": 0.00001}}
    denied = post(pipeline, "datasets/health-visits/offers", loose).json()
    assert denied["counter"]["privacy"] == {"epsilon": 3.0, "delta": 0.00001}
    kept = post(pipeline, f"offers/{denied['id']}/counter", {"privacy": denied["counter"]["privacy"]}).json()
    assert (kept["allowed"], kept["privacy"]["epsilon"]) == (True, 3.0)


def test_a_revoked_licence_says_when_and_why_and_grants_nothing(pipeline: Client, licence: Licence) -> None:
    revoke_licence(licence=licence, reason="Its creator withdrew the dataset.")
    said = pipeline.get(f"/api/v1/licences/{licence.pk}").json()
    assert said["revoked_at"] is not None
    assert said["revoked_because"] == "Its creator withdrew the dataset."
    refused = post(pipeline, f"licences/{licence.pk}/access", {"seconds": 60})
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:assay:problem:licence_revoked")
    assert "Its creator withdrew the dataset." in refused.json()["detail"]


MISNAMED = [
    ("region", "Mars", "'Mars' is no region. Write an ISO 3166-1 alpha-2 code such as GB, or EU, or worldwide."),
    ("region", "UK", "'UK' is no region. Did you mean GB?"),
    ("region", "us", "'us' is no region. Did you mean US?"),
    ("use_case", "dancing", '"dancing" is no use case. There are commercial-training, research-training,'),
]


@pytest.mark.parametrize(("name", "said", "answered"), MISNAMED)
def test_what_no_terms_could_name_is_a_slip_and_no_wish(pipeline: Client, name: str, said: str, answered: str) -> None:
    offer = post(pipeline, "datasets/two-city-weather/offers", WISH).json()["id"]
    wished: dict[str, dict[str, Any]] = {
        "datasets/airport-directory/offers": WISH | {name: said},
        f"offers/{offer}/counter": {name: said},
    }
    for path, wish in wished.items():
        refused = post(pipeline, path, wish)
        assert refused.status_code == 422
        [error] = refused.json()["errors"]
        assert error["pointer"] == f"/{name}"
        assert error["detail"].startswith(answered)


@pytest.mark.parametrize("region", ["US", "DE", "EU", "worldwide"])
def test_what_terms_may_name_is_a_region_to_wish_for(pipeline: Client, region: str) -> None:
    assert post(pipeline, "datasets/airport-directory/offers", WISH | {"region": region}).json()["allowed"] is True
