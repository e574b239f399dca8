"""Signed statements and tokens, made and verified with Ed25519 alone: in-toto in DSSE envelopes, and compact JWS."""

from __future__ import annotations

import base64
import json
import re
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from grader.digests import canonical
from grader.errors import Unreadable
from grader.formats import read_json

Jwk: TypeAlias = Mapping[str, Any]
Jwks: TypeAlias = Mapping[str, Any]

ALGORITHM = "Ed25519"
PAYLOAD_TYPE = "application/vnd.in-toto+json"
STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
DATASET_ACCESS = "urn:assay:attestation:dataset-access:v1"
DATASET_PUBLICATION = "urn:assay:attestation:dataset-publication:v1"
MODEL = "urn:assay:attestation:model:v1"

MOST_SIGNATURES = 8
MOST_BYTES = 64 << 10
COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+", re.ASCII)
HEXADECIMAL = re.compile(r"[0-9a-f]{64}", re.ASCII)


class NotGenuine(Exception):
    """A signed document that proves nothing; ``reason`` is a sentence that says why and repeats no signed bytes."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UnknownKey(NotGenuine):
    """A token signed by a key that is not trusted; ``kid`` is what it calls that key."""

    def __init__(self, kid: object) -> None:
        super().__init__("The key it names is not one of the trusted keys.")
        self.kid = kid


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What a statement is about: a name, and the digest (``sha256:…``) of its bytes."""

    name: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class Statement:
    """An in-toto statement v1: its subjects, and what ``predicate`` of type ``predicate_type`` says of them."""

    subjects: tuple[Subject, ...]
    predicate_type: str
    predicate: Mapping[str, Any]

    def to_json(self) -> bytes:
        """Return the canonical JSON that is signed."""
        subjects = [
            {"name": each.name, "digest": {"sha256": each.digest.removeprefix("sha256:")}} for each in self.subjects
        ]
        return canonical(
            {
                "_type": STATEMENT_TYPE,
                "subject": cast(Any, subjects),
                "predicateType": self.predicate_type,
                "predicate": dict(self.predicate),
            }
        )


@dataclass(frozen=True, kw_only=True)
class Access:
    """What an attestation of access proves: which bytes were given, under which licence token, by which grant."""

    digest: str
    jti: str
    grant: str


def pae(payload_type: str, body: bytes) -> bytes:
    """Return DSSE's pre-authentication encoding, the bytes an envelope's signatures are made over."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(body), body)


def sign_envelope(statement: Statement, *, private_jwk: Jwk) -> dict[str, Any]:
    """Return ``statement`` in a DSSE envelope signed by ``private_jwk``, an Ed25519 key with a ``kid``."""
    body = statement.to_json()
    signature = cast(Ed25519PrivateKey, _private(private_jwk).private_key).sign(pae(PAYLOAD_TYPE, body))
    return {
        "payload": base64.b64encode(body).decode(),
        "payloadType": PAYLOAD_TYPE,
        "signatures": [{"keyid": private_jwk["kid"], "sig": base64.b64encode(signature).decode()}],
    }


def verify_envelope(envelope: Any, jwks: Jwks) -> Statement:
    """Return the statement in ``envelope`` if one of its signatures is by a key of ``jwks``; else raise NotGenuine."""
    payload, signatures = _parts_of(envelope)
    signed = pae(PAYLOAD_TYPE, payload)
    known = [(key, sig) for keyid, sig in signatures if (key := _find(jwks, keyid)) is not None]
    if not known:
        raise NotGenuine("No signature on it is by a trusted key.")
    if not any(_is_signed(key, signed, sig) for key, sig in known):
        raise NotGenuine("Its signature does not match its payload: one of them was changed after signing.")
    return _read_statement(payload)


def verify_access(envelope: Any, jwks: Jwks, *, attempt: str) -> Access:
    """Return the access that ``envelope`` attests of ``attempt``; raise NotGenuine when it attests none of it."""
    statement = verify_envelope(envelope, jwks)
    said = statement.predicate
    if statement.predicate_type != DATASET_ACCESS:
        raise NotGenuine("It does not attest access to a dataset.")
    if said.get("attempt") != attempt:
        raise NotGenuine("It speaks of another attempt.")
    return Access(digest=statement.subjects[0].digest, jti=str(said.get("jti")), grant=str(said.get("grant")))


def sign_token(claims: Mapping[str, Any], *, typ: str, private_jwk: Jwk) -> str:
    """Return ``claims`` as a compact JWS of media type ``typ``, signed by an Ed25519 key with a ``kid``."""
    header = {"alg": ALGORITHM, "kid": private_jwk["kid"], "typ": typ}
    body = json.dumps(claims, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return jws.serialize_compact(header, body, _private(private_jwk), algorithms=[ALGORITHM])


def verify_token(token: str, jwks: Jwks, *, typ: str) -> dict[str, Any]:
    """Return the claims of ``token`` once it is of media type ``typ`` and signed by a key of ``jwks``.

    Raises NotGenuine otherwise. Only the signature is judged here: what the claims say, and whether the time they
    speak of has come or gone, is for the caller, who knows what it expects and as of when.
    """
    key = _key_named_in(token, jwks, typ=typ)
    try:
        verified = jws.deserialize_compact(token, key, algorithms=[ALGORITHM])
    except (JoseError, ValueError) as error:
        raise NotGenuine("Its signature does not match: it was changed after signing, or is not ours.") from error
    return _object(verified.payload or b"", what="claims")


def _key_named_in(token: str, jwks: Jwks, *, typ: str) -> OKPKey:
    if len(token) > MOST_BYTES or not COMPACT.fullmatch(token):
        raise NotGenuine("It is not a compact signed token: three parts of base64url with dots between them.")
    header = _object(_from_base64(token.partition(".")[0]), what="header")
    if header.get("alg") != ALGORITHM:
        raise NotGenuine(f"It is not signed with {ALGORITHM}, the only algorithm accepted.")
    if header.get("typ") != typ:
        raise NotGenuine(f"It is not of type {typ}, so it was made for something else.")
    key = _find(jwks, header.get("kid"))
    if key is None:
        raise UnknownKey(header.get("kid"))
    return key


def _find(jwks: Jwks, kid: object) -> OKPKey | None:
    for jwk in jwks.get("keys", ()):
        if kid and jwk.get("kid") == kid and jwk.get("crv") == ALGORITHM:
            try:
                return OKPKey.import_key({"kty": "OKP", "crv": ALGORITHM, "x": jwk.get("x", "")})
            except (JoseError, ValueError) as error:
                raise NotGenuine("The public key it names is malformed.") from error
    return None


def _private(jwk: Jwk) -> OKPKey:
    return OKPKey.import_key({"kty": "OKP", "crv": ALGORITHM, "x": jwk["x"], "d": jwk["d"]})


def _is_signed(key: OKPKey, signed: bytes, signature: bytes) -> bool:
    try:
        cast(Ed25519PublicKey, key.public_key).verify(signature, signed)
    except InvalidSignature:
        return False
    return True


def _parts_of(envelope: Any) -> tuple[bytes, list[tuple[object, bytes]]]:
    if not isinstance(envelope, dict) or not isinstance(envelope.get("signatures"), list):
        raise NotGenuine("It is not a DSSE envelope: payload, payloadType and signatures.")
    if envelope.get("payloadType") != PAYLOAD_TYPE:
        raise NotGenuine(f"Its payload is not of type {PAYLOAD_TYPE}.")
    signatures = envelope["signatures"][:MOST_SIGNATURES]
    if not all(isinstance(each, dict) for each in signatures):
        raise NotGenuine("Its signatures are not objects with a keyid and a sig.")
    return _from_base64(envelope.get("payload")), [
        (each.get("keyid"), _from_base64(each.get("sig"))) for each in signatures
    ]


def _from_base64(text: object) -> bytes:
    if not isinstance(text, str) or not 0 < len(text) <= MOST_BYTES:
        raise NotGenuine(f"A part of it is missing, or longer than {MOST_BYTES:,} characters.")
    plain = text.translate({ord("-"): "+", ord("_"): "/"}).rstrip("=")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (NotBase64, ValueError) as error:
        raise NotGenuine("A part of it is not base64.") from error


def _object(data: bytes, *, what: str) -> dict[str, Any]:
    try:
        value = read_json(data, file=what, limit=MOST_BYTES)
    except Unreadable as error:
        raise NotGenuine(f"Its {what} can't be read as JSON.") from error
    if not isinstance(value, dict):
        raise NotGenuine(f"Its {what} is not a JSON object.")
    return value


def _read_statement(payload: bytes) -> Statement:
    document = _object(payload, what="payload")
    predicate = document.get("predicate")
    if document.get("_type") != STATEMENT_TYPE or not isinstance(predicate, dict):
        raise NotGenuine("Its payload is not an in-toto statement v1.")
    subjects = document.get("subject")
    if not isinstance(subjects, list) or not subjects:
        raise NotGenuine("The statement names no subject.")
    return Statement(
        subjects=tuple(_read_subject(each) for each in subjects),
        predicate_type=str(document.get("predicateType")),
        predicate=predicate,
    )


def _read_subject(subject: Any) -> Subject:
    digests = subject.get("digest") if isinstance(subject, dict) else None
    sha256 = digests.get("sha256") if isinstance(digests, dict) else None
    if not isinstance(sha256, str) or not HEXADECIMAL.fullmatch(sha256):
        raise NotGenuine("A subject of the statement has no sha256 digest.")
    return Subject(name=str(subject.get("name")), digest=f"sha256:{sha256}")
