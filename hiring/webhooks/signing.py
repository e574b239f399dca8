"""Signatures of Standard Webhooks 1.0.0: HMAC-SHA256 over id, moment and body, once with each secret in force."""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Iterable

PREFIX = "whsec_"
SECRET_BYTES = 32


def new_secret() -> bytes:
    """Return a new secret."""
    return secrets.token_bytes(SECRET_BYTES)


def written(secret: bytes) -> str:
    """Return a secret as people copy it and as every library of the standard reads it."""
    return PREFIX + base64.b64encode(secret).decode()


def signed_headers(*, name: str, moment: int, body: bytes, keys: Iterable[bytes]) -> dict[str, str]:
    """Return the three headers of a message called ``name`` that is sent at ``moment``, in seconds of the epoch."""
    content = f"{name}.{moment}.".encode() + body
    signatures = (base64.b64encode(hmac.digest(key, content, "sha256")).decode() for key in keys)
    return {
        "webhook-id": name,
        "webhook-timestamp": str(moment),
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }
