"""Making new key material, sealed from the moment it exists."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from joserfc.jwk import OKPKey

from grader.attestation import ALGORITHM
from hiring.keys.models import SigningKey
from hiring.keys.sealing import seal

URL_SECRET_BYTES = 32


def new_key(purpose: SigningKey.Purpose) -> SigningKey:
    """Return an unsaved key for ``purpose``, its private part sealed."""
    return _new_signing_key() if purpose is SigningKey.Purpose.SIGN else _new_url_key()


def _new_signing_key() -> SigningKey:
    """An Ed25519 key, called by its RFC 7638 thumbprint."""
    pair = OKPKey.generate_key("Ed25519")
    public = _published(pair)
    kid = public["kid"]
    return SigningKey(
        kid=kid,
        purpose=SigningKey.Purpose.SIGN,
        public_jwk=public,
        sealed=seal(str(pair.as_dict(private=True)["d"]).encode(), kid=kid),
    )


def public_part(jwk: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is published of a signing key, called by its thumbprint whatever ``jwk`` calls it."""
    return _published(OKPKey.import_key({"kty": "OKP", "crv": ALGORITHM, "x": jwk["x"]}))


def _published(pair: OKPKey) -> dict[str, Any]:
    kid = pair.thumbprint()
    return {**pair.as_dict(private=False), "kid": kid, "alg": ALGORITHM, "use": "sig"}


def _new_url_key() -> SigningKey:
    kid = secrets.token_hex(8)
    return SigningKey(
        kid=kid, purpose=SigningKey.Purpose.URL, sealed=seal(secrets.token_bytes(URL_SECRET_BYTES), kid=kid)
    )
