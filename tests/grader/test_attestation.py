"""Statements and tokens are believed only when a trusted Ed25519 key signed exactly these bytes."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given, strategies as st
from joserfc import jws
from joserfc.jwk import OctKey, OKPKey

from grader.attestation import (
    DATASET_ACCESS,
    NotGenuine,
    Statement,
    Subject,
    pae,
    sign_envelope,
    sign_token,
    verify_envelope,
    verify_token,
)
from tests.grader.evidence import CHARLIE, MARKET, TRUSTED, public

TYP = "assay-licence+jwt"
STATEMENT = Statement(
    subjects=(Subject(name="wildlife-strikes@1", digest="sha256:" + "ab" * 32),),
    predicate_type=DATASET_ACCESS,
    predicate={"attempt": "a", "revision": 1},
)


def without_padding(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def test_its_pre_authentication_encoding_is_the_one_dsse_publishes() -> None:
    assert pae("http://example.com/HelloWorld", b"hello world") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )


def test_it_reads_back_the_statement_it_signed() -> None:
    assert verify_envelope(sign_envelope(STATEMENT, private_jwk=MARKET), TRUSTED) == STATEMENT


def test_it_believes_an_envelope_that_one_trusted_key_of_two_signed() -> None:
    envelope = sign_envelope(STATEMENT, private_jwk=CHARLIE)
    envelope["signatures"] += sign_envelope(STATEMENT, private_jwk=MARKET)["signatures"]
    assert verify_envelope(envelope, TRUSTED) == STATEMENT


def test_it_refuses_an_envelope_of_a_stranger() -> None:
    with pytest.raises(NotGenuine, match="trusted key"):
        verify_envelope(sign_envelope(STATEMENT, private_jwk=CHARLIE), TRUSTED)


def test_it_refuses_a_stranger_who_borrows_a_trusted_name() -> None:
    forged = sign_envelope(STATEMENT, private_jwk={**CHARLIE, "kid": MARKET["kid"]})
    with pytest.raises(NotGenuine, match="changed after signing"):
        verify_envelope(forged, TRUSTED)


def test_it_refuses_a_payload_changed_after_signing() -> None:
    envelope = sign_envelope(STATEMENT, private_jwk=MARKET)
    body = base64.b64decode(envelope["payload"]).replace(b'"revision":1', b'"revision":2')
    with pytest.raises(NotGenuine, match="changed after signing"):
        verify_envelope({**envelope, "payload": base64.b64encode(body).decode()}, TRUSTED)


@pytest.mark.parametrize(
    "broken",
    [
        None,
        [],
        {},
        {"payload": "e30=", "payloadType": "text/plain", "signatures": []},
        {"payload": "e30=", "payloadType": "application/vnd.in-toto+json", "signatures": []},
        {"payload": "e30=", "payloadType": "application/vnd.in-toto+json", "signatures": [3]},
        {"payload": "?", "payloadType": "application/vnd.in-toto+json", "signatures": [{"keyid": "k", "sig": "AA=="}]},
        {"payload": 7, "payloadType": "application/vnd.in-toto+json", "signatures": [{"keyid": "k", "sig": "AA=="}]},
    ],
)
def test_it_refuses_what_is_no_envelope(broken: object) -> None:
    with pytest.raises(NotGenuine):
        verify_envelope(broken, TRUSTED)


def test_it_reads_back_the_claims_it_signed() -> None:
    claims = {"sub": "a", "price": 3, "note": "é"}
    assert verify_token(sign_token(claims, typ=TYP, private_jwk=MARKET), TRUSTED, typ=TYP) == claims


def test_it_refuses_a_token_made_for_something_else() -> None:
    token = sign_token({"sub": "a"}, typ="assay-receipt+jwt", private_jwk=MARKET)
    with pytest.raises(NotGenuine, match="made for something else"):
        verify_token(token, TRUSTED, typ=TYP)


def test_it_refuses_a_token_of_an_unknown_key() -> None:
    with pytest.raises(NotGenuine, match="not one of the trusted keys"):
        verify_token(sign_token({"sub": "a"}, typ=TYP, private_jwk=CHARLIE), TRUSTED, typ=TYP)


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
@pytest.mark.parametrize("algorithm", ["EdDSA", "none", "HS256"])
def test_it_refuses_every_other_algorithm(algorithm: str) -> None:
    header = {"alg": algorithm, "kid": MARKET["kid"], "typ": TYP}
    key: Any = {
        "EdDSA": OKPKey.import_key(MARKET),
        "none": None,
        "HS256": OctKey.import_key(MARKET["x"]),
    }[algorithm]
    token = jws.serialize_compact(header, b"{}", key, algorithms=[algorithm])
    with pytest.raises(NotGenuine, match=r"Ed25519|compact"):
        verify_token(token, TRUSTED, typ=TYP)


def test_it_ignores_a_key_that_the_token_brings_along() -> None:
    header = {"alg": "Ed25519", "kid": MARKET["kid"], "typ": TYP, "jwk": public(CHARLIE)["keys"][0]}
    token = jws.serialize_compact(header, b"{}", OKPKey.import_key(CHARLIE), algorithms=["Ed25519"])
    with pytest.raises(NotGenuine):
        verify_token(token, TRUSTED, typ=TYP)


def test_it_refuses_claims_that_name_a_thing_twice() -> None:
    header = {"alg": "Ed25519", "kid": MARKET["kid"], "typ": TYP}
    token = jws.serialize_compact(header, b'{"sub":1,"sub":2}', OKPKey.import_key(MARKET), algorithms=["Ed25519"])
    with pytest.raises(NotGenuine, match="JSON"):
        verify_token(token, TRUSTED, typ=TYP)


@given(position=st.integers(min_value=0), letter=st.sampled_from("AQgw_-.09z="))
def test_no_changed_letter_of_a_token_changes_what_is_believed(position: int, letter: str) -> None:
    claims = {"sub": "attempt", "exp": 1}
    token = sign_token(claims, typ=TYP, private_jwk=MARKET)
    at = position % len(token)
    try:
        believed = verify_token(token[:at] + letter + token[at + 1 :], TRUSTED, typ=TYP)
    except NotGenuine:
        return
    assert believed == claims


@given(st.text(max_size=200))
def test_any_text_at_all_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(NotGenuine) as refused:
        verify_token(text, TRUSTED, typ=TYP)
    assert refused.value.reason.endswith(".")


@given(st.recursive(st.none() | st.text(max_size=8) | st.integers(), lambda inner: st.lists(inner, max_size=3)))
def test_any_header_and_claims_at_all_are_refused_in_a_sentence(value: Any) -> None:
    part = without_padding(json.dumps(value).encode())
    with pytest.raises(NotGenuine):
        verify_token(f"{part}.{part}.{part}", TRUSTED, typ=TYP)
