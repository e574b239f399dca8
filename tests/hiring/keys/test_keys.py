"""Keys sign, rotate and stay provable; their private parts are never in the clear."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from joserfc.jwk import OKPKey
from pytest_django import Settings

from grader.attestation import (
    DATASET_ACCESS,
    NotGenuine,
    Statement,
    Subject,
    sign_token,
    verify_envelope,
    verify_token,
)
from hiring.keys.models import SigningKey
from hiring.keys.queries import jwks, url_secret
from hiring.keys.services import (
    OVERLAP,
    PUBLISHED_BEFORE_USE,
    adopt_keys,
    current_url_key,
    rotate,
    sign_claims,
    sign_statement,
)

TYP = "assay-receipt+jwt"
STATEMENT = Statement(
    subjects=(Subject(name="strikes@1", digest="sha256:" + "ab" * 32),), predicate_type=DATASET_ACCESS, predicate={}
)

pytestmark = pytest.mark.usefixtures("rows")


def test_what_it_signs_is_proven_by_the_public_keys_alone() -> None:
    token, envelope = sign_claims({"iss": "assay"}, typ=TYP), sign_statement(STATEMENT)
    assert verify_token(token, jwks(), typ=TYP) == {"iss": "assay"}
    assert verify_envelope(envelope, jwks()) == STATEMENT


def test_what_is_signed_first_is_proven_by_a_key_set_read_before() -> None:
    before = jwks()
    assert verify_token(sign_claims({"n": 1}, typ=TYP), before, typ=TYP) == {"n": 1}


def test_a_new_signing_key_is_published_before_it_signs_and_the_old_one_stays_published() -> None:
    token = sign_claims({"n": 1}, typ=TYP)
    new = rotate(purpose=SigningKey.Purpose.SIGN)
    published = jwks()
    assert [key["kid"] for key in published["keys"]][-1] == new.kid
    assert verify_token(sign_claims({"n": 2}, typ=TYP), {"keys": published["keys"][:1]}, typ=TYP) == {"n": 2}
    with time_machine.travel(timezone.now() + PUBLISHED_BEFORE_USE):
        assert verify_token(sign_claims({"n": 3}, typ=TYP), {"keys": [new.public_jwk]}, typ=TYP) == {"n": 3}
        assert verify_token(token, jwks(), typ=TYP) == {"n": 1}


def test_a_replaced_url_key_verifies_until_the_last_url_it_signed_has_expired() -> None:
    old = current_url_key()
    rotate(purpose=SigningKey.Purpose.URL)
    assert current_url_key().kid != old.kid
    with time_machine.travel(timezone.now() + OVERLAP - timedelta(seconds=1)):
        assert url_secret(old.kid) == old.secret
    with time_machine.travel(timezone.now() + OVERLAP + timedelta(seconds=1)):
        assert url_secret(old.kid) is None


def test_private_parts_are_sealed_under_the_secret_of_this_installation(settings: Settings) -> None:
    sign_claims({}, typ=TYP)
    key = SigningKey.objects.get(purpose=SigningKey.Purpose.SIGN)
    assert "d" not in key.public_jwk
    assert key.public_jwk["x"].encode() not in bytes(key.sealed)
    settings.KEY_ENCRYPTION_SECRET = "another installation's secret, 32 and more"
    with pytest.raises(ImproperlyConfigured, match="KEY_ENCRYPTION_SECRET is not the one"):
        sign_claims({}, typ=TYP)


def test_a_sealed_key_does_not_open_under_another_name() -> None:
    url = current_url_key()
    SigningKey.objects.filter(kid=url.kid).update(kid="another")
    with pytest.raises(ImproperlyConfigured, match="as another does not open"):
        url_secret("another")


def test_another_key_proves_nothing() -> None:
    token = sign_claims({}, typ=TYP)
    SigningKey.objects.all().delete()
    sign_claims({}, typ=TYP)
    with pytest.raises(NotGenuine, match="not one of the trusted keys"):
        verify_token(token, jwks(), typ=TYP)


def test_an_adopted_key_proves_what_was_signed_elsewhere_and_never_signs_here() -> None:
    elsewhere = OKPKey.generate_key("Ed25519").as_dict(private=True) | {"kid": "elsewhere"}
    named = elsewhere | {"kid": OKPKey.import_key(elsewhere).thumbprint()}
    token = sign_token({"n": 1}, typ=TYP, private_jwk=named)
    own = jwks()
    adopt_keys(public=[elsewhere])
    assert adopt_keys(public=[elsewhere, *own["keys"]]) == []
    assert verify_token(token, jwks(), typ=TYP) == {"n": 1}
    assert all("d" not in key for key in jwks()["keys"])
    assert verify_token(sign_claims({"n": 2}, typ=TYP), own, typ=TYP) == {"n": 2}


def test_anyone_may_read_the_public_keys(client: Client) -> None:
    sign_claims({}, typ=TYP)
    answer = client.get("/.well-known/jwks.json")
    assert answer.json() == jwks()
    assert "max-age=300" in answer["Cache-Control"]
    assert all("d" not in key for key in answer.json()["keys"])


def test_an_operator_rotates_all_keys_with_one_command() -> None:
    before = current_url_key().kid
    call_command("rotate_keys")
    assert current_url_key().kid != before
    assert [SigningKey.objects.filter(purpose=purpose).count() for purpose in SigningKey.Purpose] == [1, 2]


def test_many_who_need_the_first_key_at_once_make_one(live_database: str) -> None:
    start = threading.Barrier(6)

    def sign() -> None:
        start.wait()
        current_url_key()
        connection.close()

    threads = [threading.Thread(target=sign) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert SigningKey.objects.count() == 1
