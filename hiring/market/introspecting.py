"""What an access token is, told to whoever shares its market (RFC 7662)."""

from __future__ import annotations

import hashlib
from typing import Any

from oauth2_provider.models import get_access_token_model
from oauth2_provider.oauth2_validators import OAuth2Validator


class TellingValidator(OAuth2Validator):
    """The OAuth server's rules, and what it tells of a token that somebody signed in asks about."""

    def _load_application(self, client_id: str | None, request: Any) -> Any:
        """Find nobody under what no text can hold, which the database would fail to look for."""
        if "\0" in (client_id or ""):
            return None
        return super()._load_application(client_id, request)  # type: ignore[no-untyped-call]

    def introspect_token(
        self, token: str, token_type_hint: str | None, request: Any, *args: Any, **kwargs: Any
    ) -> dict[str, Any] | None:
        """Return what a token of the asking credential's own market is; None for any other, and for one that ended."""
        issued = get_access_token_model().objects.select_related("application")
        checksum = hashlib.sha256(token.encode()).hexdigest()
        found = issued.filter(token_checksum=checksum, application__world=request.client.world_id).first()
        if found is None or found.is_expired() or not found.application.is_usable(request):
            return None
        return {
            "scope": found.scope,
            "client_id": found.application.client_id,
            "token_type": "Bearer",
            "exp": int(found.expires.timestamp()),
        }
