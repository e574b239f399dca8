"""Whatever is sent, the API answers only what its OpenAPI document says it may, and never with a fault of ours."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from rest_framework.throttling import SimpleRateThrottle
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from hiring.market.models import Licence, Transform
from hiring.market.services.access import grant_access
from hiring.market.services.credentials import Secret
from hiring.market.services.keys import issue_key
from tests.fixtures.installation import ROOT
from tests.fixtures.market import license_to
from tests.hiring.api.conftest import basic, token_for
from tests.hiring.market.publishing import publish
from tests.hiring.market.registering import registered
from tests.hiring.market.settling import disputed
from tests.hiring.webhooks.making import failed_delivery

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]


@schemathesis.serializer("application/offset+octet-stream")
def as_it_is(_: schemathesis.SerializationContext, value: bytes) -> bytes:
    """Send a part of a bundle as it is."""
    return value


DOCUMENT = json.loads((ROOT / "docs/api/openapi.json").read_text())
OPERATIONS = [(path, method) for path, methods in DOCUMENT["paths"].items() for method in methods]


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """No rate limits: they have their own test."""
    for scope in SimpleRateThrottle.THROTTLE_RATES:
        monkeypatch.setitem(SimpleRateThrottle.THROTTLE_RATES, scope, None)


@pytest.fixture
def proof(secret: Secret) -> Callable[[str], str]:
    """How a request to an address signs in: with the credential for tokens, with a token for everything else."""
    bearer = f"Bearer {token_for(secret)}"
    return lambda path: basic(secret) if "/oauth/" in path else bearer


@pytest.fixture
def one_connection(proof: Callable[[str], str]) -> Iterator[None]:
    """Keep the test's own database connection from being closed between requests, as Django's test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def known(licence: Licence) -> dict[str, str]:
    """Things that exist, so that half of the requests get past 404."""
    access = grant_access(world=licence.world, licence_id=licence.pk)
    transform = Transform.objects.create(
        world=licence.world, grant=access.grant, steps=[{"kind": "convert", "to": "csv"}]
    )
    delivery = failed_delivery(owner=licence.world_id)
    license_to(licence.world, "airport-directory", pricing_model="per_request")
    listing = publish(licence).revision.listing_id
    dispute = disputed(licence.world, listing)
    return {
        "slug": "wildlife-strikes",
        "offer": str(licence.offer_id),
        "licence": str(licence.pk),
        "model": str(registered(licence).pk),
        "dataset": "wildlife-strikes",
        "grant": str(access.grant.pk),
        "transform": str(transform.pk),
        "attestation": str(access.grant.attestation_id),
        "listing": str(listing),
        "payout": str(dispute.payout_id),
        "dispute": str(dispute.pk),
        "webhook": str(delivery.endpoint_id),
        "delivery": str(delivery.pk),
        "key": issue_key(world=licence.world, label="x", cap_micro=1, scopes=["data:read"]).key.client_id,
    }


@pytest.fixture
def api(known: dict[str, str], unhurried: None, one_connection: None) -> Any:
    """The API's schema, as it is served; half of the ids in addresses are known ones."""
    schema = schemathesis.openapi.from_wsgi("/api/schema/?format=json", get_wsgi_application())
    chance = random.Random(7)

    def map_path_parameters(context: Any, path_parameters: dict[str, Any]) -> dict[str, Any]:
        real = {name: known.get(name, value) for name, value in (path_parameters or {}).items()}
        return real if chance.random() < 0.5 else path_parameters

    schema.hook(map_path_parameters)
    return schema


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_it_answers_only_as_documented(api: Any, proof: Callable[[str], str], path: str, method: str) -> None:
    @settings(max_examples=15, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(case=api[path][method].as_strategy())
    def ask(case: Any) -> None:
        case.call_and_validate(headers={"Authorization": proof(path)}, checks=CHECKS)

    ask()


def test_without_a_token_every_address_of_the_market_says_so(api: Any) -> None:
    for operation in (one.ok() for one in api.get_all_operations()):
        if operation.path.startswith(("/api/v1/oauth/", "/api/v1/bytes/", "/api/v1/edge/artefacts/")):
            continue
        path = operation.path.format(slug="x", **dict.fromkeys(IDS, ID))
        answer = Client().generic(operation.method.upper(), path)
        assert (path, answer.status_code) == (path, 401)
        assert answer["Content-Type"] == "application/problem+json"


ID = "00000000-0000-4000-8000-000000000000"
IDS = (
    *("offer", "licence", "attestation", "submission", "webhook", "delivery", "key"),
    *("model", "dataset", "upload", "listing", "payout", "dispute", "transform"),
)
