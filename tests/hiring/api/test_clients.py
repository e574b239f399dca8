"""Clients nobody here wrote: authlib gets and ends tokens, joserfc proves a licence by the published keys alone."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import httpx2
import pytest
import time_machine
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from django.test import Client
from django.utils import timezone
from joserfc import jwt
from joserfc.errors import BadSignatureError, ExpiredTokenError, InvalidClaimError
from joserfc.jwk import KeySet
from oauth2_provider.models import get_access_token_model

from grader.attestation import ALGORITHM
from hiring.accounts.models import Person
from hiring.market.models import Licence, World
from hiring.market.services.credentials import Secret, issue_credential
from hiring.market.services.keys import issue_key, revoke_key

TOKEN, REVOKE, INTROSPECT = (f"/api/v1/oauth/{name}" for name in ("token", "revoke", "introspect"))
INACTIVE = {"active": False}


def take_in(request: httpx2.Request) -> httpx2.Response:
    """Answer a request of httpx with what the application answers."""
    answer = Client().generic(
        request.method,
        request.url.raw_path.decode(),
        request.read(),
        content_type=request.headers.get("Content-Type", ""),
        headers={"Authorization": request.headers["Authorization"]},
    )
    return httpx2.Response(answer.status_code, headers=dict(answer.items()), content=answer.content)


def session(secret: Secret, **wished: str) -> Any:
    """Authlib's client, signed in."""
    client = OAuth2Client(
        secret.client_id,
        secret.client_secret,
        base_url="https://testserver",
        transport=httpx2.MockTransport(take_in),
        token_endpoint=TOKEN,
        grant_type="client_credentials",
        **wished,
    )
    client.fetch_token()
    return client


def told(asking: Any, token: str) -> Any:
    """What a client is told of a token."""
    answer = asking.introspect_token(INTROSPECT, token=token)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    return answer.json()


def test_authlib_gets_a_token_uses_it_asks_what_it_is_and_ends_it(secret: Secret) -> None:
    client = session(secret, scope="wallet:read trail:read")
    token = client.token["access_token"]
    assert client.get("/api/v1/wallet").status_code == 200
    assert told(client, token) == {
        "active": True,
        "scope": "wallet:read trail:read",
        "client_id": secret.client_id,
        "token_type": "Bearer",
        "exp": pytest.approx(client.token["expires_at"], abs=2),
    }
    assert client.revoke_token(REVOKE, token=token).status_code == 200
    assert client.get("/api/v1/wallet").status_code == 401
    assert told(client, token) == INACTIVE


def test_of_a_token_that_is_not_theirs_or_ended_nothing_is_told(
    secret: Secret, world: World, other_world: World
) -> None:
    client = session(secret)
    key = issue_key(world=world, label="fetching", cap_micro=1, scopes=["data:read"])
    part, stranger = session(key.secret), session(issue_credential(world=other_world))
    token = part.token["access_token"]
    assert told(client, token)["client_id"] == told(part, token)["client_id"] == key.secret.client_id
    assert told(stranger, token) == told(client, "made-up") == INACTIVE
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=False):
        assert told(client, token) == INACTIVE
    revoke_key(world=world, client_id=key.secret.client_id)
    assert told(client, token) == INACTIVE


def test_who_asks_signs_in_and_errors_are_those_of_oauth(secret: Secret) -> None:
    client = session(secret)
    missing = client.introspect_token(INTROSPECT, token="")
    assert (missing.status_code, missing.json()["error"]) == (400, "invalid_request")
    client.client_secret = "guessed"
    refused = client.introspect_token(INTROSPECT, token="any")
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")
    assert "rotate the credential" in refused.json()["error_description"]
    with pytest.raises(OAuthError, match="invalid_client"):
        client.fetch_token()


@pytest.mark.parametrize("door", ["token", "revoke", "introspect"])
def test_a_credential_that_no_text_can_name_is_refused(door: str, db: None) -> None:
    said = {"grant_type": "client_credentials", "token": "any"}
    in_header = Client().post(f"/api/v1/oauth/{door}", said, headers={"Authorization": "Basic YQBiOmM="})
    in_body = Client().post(f"/api/v1/oauth/{door}", {**said, "client_id": "a\0b", "client_secret": "c"})
    assert (in_header.status_code, in_header.json()["error"]) == (401, "invalid_client")
    assert (in_body.status_code, in_body.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"grant_type": "password", "username": "bob@example.com", "password": "right"}, "unsupported_grant_type"),
        ({"grant_type": "password", "username": "a\0b", "password": "c"}, "unsupported_grant_type"),
        ({"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": "\0"}, "unsupported_grant_type"),
        ({"grant_type": "client_credentials", "resource": "https://elsewhere.example/"}, "invalid_target"),
        ({"grant_type": "client_credentials", "resource": "https://x/\0"}, "invalid_target"),
        ({"grant_type": "client_credentials", "scope": "data:read\0"}, "invalid_request"),
    ],
)
def test_tokens_are_for_credentials_of_this_market_alone(
    said: dict[str, str], refusal: str, secret: Secret, bob: Person
) -> None:
    bob.set_password("right")
    bob.save()
    basic = base64.b64encode(f"{secret.client_id}:{secret.client_secret}".encode()).decode()
    answer = Client().post("/api/v1/oauth/token", said, headers={"Authorization": f"Basic {basic}"})
    assert (answer.status_code, answer.json()["error"]) == (400, refusal)
    assert get_access_token_model().objects.count() == 0


def test_joserfc_proves_a_licence_by_the_published_keys_alone(licence: Licence) -> None:
    keys = KeySet.import_key_set(Client().get("/.well-known/jwks.json").json())
    proven = jwt.decode(licence.token, keys, algorithms=[ALGORITHM])
    expected: Any = {
        "aud": {"essential": True, "value": "assay"},
        "sub": {"essential": True, "value": str(licence.world.attempt_id)},
        **{name: {"essential": True} for name in ("iat", "nbf", "exp")},
    }
    jwt.JWTClaimsRegistry(**expected).validate(proven.claims)
    with pytest.raises(ExpiredTokenError):
        jwt.JWTClaimsRegistry(now=int(licence.expires_at.timestamp()), **expected).validate(proven.claims)
    with pytest.raises(InvalidClaimError):
        jwt.JWTClaimsRegistry(**expected | {"aud": {"value": "another"}}).validate(proven.claims)
    header, claims, signature = licence.token.split(".")
    changed = claims[:-2] + ("A" if claims[-2] != "A" else "B") + claims[-1]
    with pytest.raises(BadSignatureError):
        jwt.decode(f"{header}.{changed}.{signature}", keys, algorithms=[ALGORITHM])
