"""Who calls the API: whoever shows an access token."""

from __future__ import annotations

from typing import Any

from drf_spectacular.contrib.django_oauth_toolkit import DjangoOAuthToolkitScheme
from oauth2_provider.contrib.rest_framework.authentication import OAuth2Authentication
from rest_framework.request import Request

from hiring.market.tokens import usable_token


class TokenAuthentication(OAuth2Authentication):
    """Reads an access token from the ``Authorization`` header alone (RFC 6750), and nothing of the body."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """Return the token that was shown, as ``request.auth``; none when it opens nothing."""
        shown = shown_in(request.headers.get("Authorization", ""))
        if shown is None:
            return None
        token = usable_token(shown)
        if token is None or not _is_for(request, token):
            told = {"error": "invalid_token", "error_description": "The access token is invalid."}
            request.oauth2_error = told  # type: ignore[attr-defined]  # the challenge tells it
            return None
        return token.user, token


def shown_in(authorization: str) -> str | None:
    """Return the token that an ``Authorization`` header shows; none where it speaks of something else."""
    scheme, _, shown = authorization.partition(" ")
    return shown.strip() if scheme.lower() == "bearer" else None


def _is_for(request: Request, token: Any) -> bool:
    """Say whether a token that names its resources (RFC 8707) names this one."""
    return not token.resource or token.allows_audience(request.build_absolute_uri(request.path))


class TokenScheme(DjangoOAuthToolkitScheme):
    """The same, as the published API describes it."""

    target_class = "hiring.api.authentication.TokenAuthentication"
