"""What is kept of an invitation's token."""

from __future__ import annotations

import hashlib


def hash_of(token: str) -> str:
    """Return a token's SHA-256 in hexadecimal: enough for 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()
