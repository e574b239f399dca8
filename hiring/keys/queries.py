"""Reading keys: what anyone may verify with."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from hiring.keys.current import current_key
from hiring.keys.models import ADOPTED, SigningKey
from hiring.keys.sealing import unseal


def jwks() -> dict[str, Any]:
    """Return the JSON Web Key Set of every public key there ever was, oldest first: old proofs stay provable.

    It is never empty, so what is signed next can be proven by a set that was read before.
    """
    return {"keys": list(_signing_keys().values_list("public_jwk", flat=True))}


def own_keys() -> list[dict[str, Any]]:
    """Return the public keys of this installation itself, none that it adopted among them."""
    return list(_signing_keys().exclude(sealed=ADOPTED).values_list("public_jwk", flat=True))


def _signing_keys() -> QuerySet[SigningKey]:
    current_key(SigningKey.Purpose.SIGN)
    return SigningKey.objects.filter(purpose=SigningKey.Purpose.SIGN).order_by("active_from", "kid")


def url_secret(kid: str) -> bytes | None:
    """Return the secret of the URL key called ``kid`` while it verifies, or None."""
    verifies = Q(retired_at=None) | Q(retired_at__gt=timezone.now())
    keys = SigningKey.objects.filter(verifies, purpose=SigningKey.Purpose.URL)
    # Looked for here: what a stranger's URL names may be no text that the database could be asked for.
    key = next((key for key in keys if key.kid == kid), None)
    return unseal(bytes(key.sealed), kid=key.kid) if key else None
