"""Reading keys: what anyone may verify with."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone

from hiring.keys.current import current_key
from hiring.keys.models import SigningKey
from hiring.keys.sealing import unseal


def jwks() -> dict[str, Any]:
    """Return the JSON Web Key Set of every public key there ever was, oldest first: old proofs stay provable.

    It is never empty, so what is signed next can be proven by a set that was read before.
    """
    current_key(SigningKey.Purpose.SIGN)
    keys = SigningKey.objects.filter(purpose=SigningKey.Purpose.SIGN).order_by("active_from", "kid")
    return {"keys": list(keys.values_list("public_jwk", flat=True))}


def url_secret(kid: str) -> bytes | None:
    """Return the secret of the URL key called ``kid`` while it verifies, or None."""
    verifies = Q(retired_at=None) | Q(retired_at__gt=timezone.now())
    key = SigningKey.objects.filter(verifies, purpose=SigningKey.Purpose.URL, kid=kid).first()
    return unseal(bytes(key.sealed), kid=key.kid) if key else None
