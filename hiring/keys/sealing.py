"""Sealing private keys and unsent letters at rest: AES-256-GCM under a key derived from KEY_ENCRYPTION_SECRET."""

from __future__ import annotations

import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

NONCE_BYTES = 12


def seal(plain: bytes, *, kid: str) -> bytes:
    """Return ``plain`` sealed so that it opens only as the key, or whatever else, is called ``kid``."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + _cipher().encrypt(nonce, plain, kid.encode())


def unseal(sealed: bytes, *, kid: str) -> bytes:
    """Return what was sealed as ``kid``; raise ImproperlyConfigured if this installation can't."""
    try:
        return _cipher().decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], kid.encode())
    except InvalidTag as error:
        raise ImproperlyConfigured(
            f"What was sealed as {kid} does not open. KEY_ENCRYPTION_SECRET is not the one of then; restore it."
        ) from error


def _cipher() -> AESGCM:
    return _derived(settings.KEY_ENCRYPTION_SECRET)


@lru_cache(maxsize=1)
def _derived(secret: str) -> AESGCM:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"assay: sealing of signing keys")
    return AESGCM(derive.derive(secret.encode()))
