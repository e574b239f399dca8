"""A caller of the API: a pipeline with alice's token, or with charlie's."""

from __future__ import annotations

import base64

import pytest
from django.test import Client

from hiring.market.models import World
from hiring.market.services.credentials import Secret, issue_credential


def basic(secret: Secret) -> str:
    """The header by which a credential signs in."""
    return "Basic " + base64.b64encode(f"{secret.client_id}:{secret.client_secret}".encode()).decode()


def token_for(secret: Secret) -> str:
    """A token, asked for as a pipeline would."""
    answer = Client().post("/api/v1/oauth/token", {"grant_type": "client_credentials"}, headers=_header(secret))
    assert answer.status_code == 200, answer.content
    token: str = answer.json()["access_token"]
    return token


def _header(secret: Secret) -> dict[str, str]:
    return {"Authorization": basic(secret)}


@pytest.fixture
def pipeline(secret: Secret) -> Client:
    """Alice's pipeline: a client that carries her token."""
    return Client(headers={"Authorization": f"Bearer {token_for(secret)}"})


@pytest.fixture
def other_pipeline(other_world: World) -> Client:
    """Charlie's, in a market of his own."""
    return Client(headers={"Authorization": f"Bearer {token_for(issue_credential(world=other_world))}"})
