"""Signing with the current keys, and replacing them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from grader.attestation import Statement, sign_envelope, sign_token
from hiring.audit.services import record
from hiring.keys.current import current_key, lock_keys
from hiring.keys.making import new_key, public_part
from hiring.keys.models import ADOPTED, SigningKey
from hiring.keys.sealing import unseal

# A minute more than the longest life of a signed URL, which the key replaced goes on verifying.
OVERLAP = timedelta(minutes=16)

# Longer than anyone may keep a copy of the key set without asking again.
PUBLISHED_BEFORE_USE = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class UrlKey:
    """The key that signs URLs now: its id, which stands in each URL, and its secret."""

    kid: str
    secret: bytes = field(repr=False)


def sign_claims(claims: Mapping[str, Any], *, typ: str) -> str:
    """Return ``claims`` as a compact JWS of media type ``typ``, signed by the current key."""
    [token] = sign_all([claims], typ=typ)
    return token


def sign_all(documents: Iterable[Mapping[str, Any]], *, typ: str) -> list[str]:
    """Return each of many claims as ``sign_claims`` does, and look the key up once."""
    key = _private_jwk()
    return [sign_token(claims, typ=typ, private_jwk=key) for claims in documents]


def sign_statement(statement: Statement) -> dict[str, Any]:
    """Return an in-toto statement in a DSSE envelope, signed by the current key."""
    return sign_envelope(statement, private_jwk=_private_jwk())


def current_url_key() -> UrlKey:
    """Return the key that signs URLs now."""
    key = current_key(SigningKey.Purpose.URL)
    return UrlKey(kid=key.kid, secret=unseal(bytes(key.sealed), kid=key.kid))


@transaction.atomic
def rotate(*, purpose: SigningKey.Purpose) -> SigningKey:
    """Put a new key in the place of the current one.

    A signing key is published some minutes before it signs, and the one before it stays in the key set for ever; a URL
    key signs at once, and the one before it verifies until every URL that it signed has expired.
    """
    lock_keys()
    now = timezone.now()
    key = new_key(purpose)
    key.active_from = now + PUBLISHED_BEFORE_USE if purpose is SigningKey.Purpose.SIGN else now
    SigningKey.objects.filter(purpose=purpose, retired_at=None).update(retired_at=key.active_from + OVERLAP)
    key.save(force_insert=True)
    record(
        actor=None,
        organisation=None,
        verb="key.rotated",
        subject_kind="key",
        subject=key.kid,
        facts={"purpose": str(purpose)},
    )
    return key


@transaction.atomic
def adopt_keys(*, public: Iterable[Mapping[str, Any]]) -> list[SigningKey]:
    """Publish another installation's public keys among the retired ones, so that what they signed is proven here too.

    A key is called by its thumbprint, so one that is here already is the same key.
    """
    lock_keys()
    now = timezone.now()
    read = {key["kid"]: key for key in map(public_part, public)}
    known = set(SigningKey.objects.filter(kid__in=read).values_list("kid", flat=True))
    return SigningKey.objects.bulk_create(
        SigningKey(
            kid=kid,
            purpose=SigningKey.Purpose.SIGN,
            public_jwk=jwk,
            sealed=ADOPTED,
            active_from=now,
            retired_at=now,
        )
        for kid, jwk in read.items()
        if kid not in known
    )


def _private_jwk() -> dict[str, Any]:
    key = current_key(SigningKey.Purpose.SIGN)
    return {**key.public_jwk, "d": unseal(bytes(key.sealed), kid=key.kid).decode()}
