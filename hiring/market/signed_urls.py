"""Signed URLs, as pure functions: what is signed, how it is written, and why one is refused."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from urllib.parse import urlencode
from uuid import UUID

SHORTEST_SECONDS = 60
LONGEST_SECONDS = 900
BYTES = "/api/v1/bytes"
ARTEFACTS = "/api/v1/edge/artefacts"
Parameters: TypeAlias = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Bound:
    """What a signature is bound to: whose grant of access it is, to which revision, and until when.

    ``root`` is where what it names is served; an artefact's URL names the artefact in the place of a grant.
    """

    grant: UUID
    attempt: UUID
    revision: UUID
    expires_at: datetime
    root: str = BYTES

    @property
    def path(self) -> str:
        """The path of the bytes on this server."""
        return f"{self.root}/{self.grant}"

    @property
    def expires(self) -> int:
        """The second it ends in, since 1970."""
        return int(self.expires_at.timestamp())


def signed_path(bound: Bound, *, kid: str, secret: bytes) -> str:
    """Return the path and query to fetch: expiry, the id of the key, and the signature."""
    query = urlencode({"expires": bound.expires, "key": kid, "signature": signature_of(bound, kid=kid, secret=secret)})
    return f"{bound.path}?{query}"


def signature_of(bound: Bound, *, kid: str, secret: bytes) -> str:
    """Return the HMAC-SHA-256 of method, path, attempt, revision, expiry and key id, in base64url."""
    said = "\n".join(("GET", bound.path, str(bound.attempt), str(bound.revision), str(bound.expires), kid))
    return base64.urlsafe_b64encode(hmac.digest(secret, said.encode(), hashlib.sha256)).decode().rstrip("=")


def is_genuine(bound: Bound, *, expires: str, signature: str, kid: str, secret: bytes) -> bool:
    """Say whether the URL's own expiry and signature are those that were signed."""
    expected = f"{bound.expires} {signature_of(bound, kid=kid, secret=secret)}"
    return hmac.compare_digest(expected.encode(), f"{expires} {signature}".encode(errors="replace"))
