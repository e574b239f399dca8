"""Tokens for credentials, by HTTP Basic: issue (RFC 6749), revoke (RFC 7009), ask about (RFC 7662)."""

from __future__ import annotations

import hashlib
import json
from http import HTTPStatus

from django.conf import settings
from django.http import HttpResponse, QueryDict
from drf_spectacular.utils import OpenApiResponse, extend_schema
from oauth2_provider.models import get_access_token_model
from oauth2_provider.views.mixins import OAuthLibMixin
from rest_framework.parsers import FormParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request

from hiring.api.doors import ThrottledView
from hiring.api.serializers import evidence
from hiring.api.throttles import TokenThrottle
from hiring.market.introspecting import TellingValidator
from hiring.market.services.credentials import note_token

REFUSED = OpenApiResponse(evidence.OAuthError, description="Refused as OAuth 2 spells it.")
GRANT = "client_credentials"
UNKNOWN_CLIENT = (
    "The client id is unknown or the secret is wrong, as one is that was rotated. Use the newest, or rotate the "
    "credential on the attempt page and use what that shows."
)


class TokenDoor(OAuthLibMixin, ThrottledView):
    """What the token addresses share: open to all, slowly, with form bodies."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    parser_classes = (FormParser,)
    throttle_kind = TokenThrottle
    validator_class = TellingValidator  # type: ignore[assignment]  # the library's own None is its default

    def refusal_of(self, form: QueryDict) -> HttpResponse | None:
        """Refuse what no text can hold, before a database is asked about it."""
        if any("\0" in said for name, values in form.lists() for said in (name, *values)):
            return refuse("invalid_request", "The form holds a NUL character. Send it as text.")
        return None


class Tokens(TokenDoor):
    """Exchange a credential for a token of fifteen minutes."""

    @extend_schema(
        operation_id="token",
        tags=["tokens"],
        auth=[{"credential": []}],  # type: ignore[list-item]
        request=evidence.TokenRequest,
        responses={200: evidence.Token, 400: REFUSED, 401: REFUSED},
    )
    def post(self, request: Request) -> HttpResponse:
        """Exchange a credential for a token of fifteen minutes."""
        if (refusal := self.refusal_of(request._request.POST)) is not None:  # noqa: SLF001 - as the library reads it
            return refusal
        _, headers, body, status = self.create_token_response(request._request)  # type: ignore[no-untyped-call]  # noqa: SLF001
        if status == HTTPStatus.OK:
            self.note(json.loads(body)["access_token"])
        return answer(body, status, headers)

    def refusal_of(self, form: QueryDict) -> HttpResponse | None:
        """Let the library hear of nothing but credentials: it knows more grants, one of which would try passwords."""
        if form.get("grant_type", GRANT) != GRANT:
            return refuse("unsupported_grant_type", f"Tokens are given for {GRANT} and nothing else.")
        if not set(form.getlist("resource")) <= {settings.PUBLIC_URL, f"{settings.PUBLIC_URL}/"}:
            return refuse("invalid_target", f"Tokens are good for {settings.PUBLIC_URL} and nothing else.")
        return super().refusal_of(form)

    def note(self, token: str) -> None:
        """Write the token's issue into the trail of its world."""
        checksum = hashlib.sha256(token.encode()).hexdigest()
        issued = get_access_token_model().objects.select_related("application__world").get(token_checksum=checksum)
        note_token(credential=issued.application)


class Revocation(TokenDoor):
    """End a token before its time."""

    @extend_schema(
        operation_id="revoke_token",
        tags=["tokens"],
        auth=[{"credential": []}],  # type: ignore[list-item]
        request=evidence.TokenToRevoke,
        responses={200: OpenApiResponse(description="The token is no longer valid."), 400: REFUSED, 401: REFUSED},
    )
    def post(self, request: Request) -> HttpResponse:
        """End a token before its time."""
        if (refusal := self.refusal_of(request._request.POST)) is not None:  # noqa: SLF001 - as the library reads it
            return refusal
        _, headers, body, status = self.create_revocation_response(request._request)  # type: ignore[no-untyped-call]  # noqa: SLF001
        return answer(body or "", status, headers)


class Introspection(TokenDoor):
    """Ask what a token is."""

    @extend_schema(
        operation_id="introspect_token",
        tags=["tokens"],
        auth=[{"credential": []}],  # type: ignore[list-item]
        request=evidence.TokenAskedAbout,
        responses={200: evidence.Introspected, 400: REFUSED, 401: REFUSED},
    )
    def post(self, request: Request) -> HttpResponse:
        """Ask what a token is: of the same attempt's tokens while they are good, and nothing of any other."""
        if (refusal := self.refusal_of(request._request.POST)) is not None:  # noqa: SLF001 - as the library reads it
            return refusal
        core = self.get_oauthlib_core()  # type: ignore[no-untyped-call]
        asked = core._extract_params(request._request)  # noqa: SLF001 - the library reads its other requests so
        headers, body, status = core.server.create_introspect_response(*asked)
        return answer(body, status, headers)


def answer(body: str, status: int, headers: dict[str, str]) -> HttpResponse:
    """Answer with what the OAuth server said, and with why, where it says nothing of a credential."""
    if status == HTTPStatus.UNAUTHORIZED and json.loads(body) == {"error": "invalid_client"}:
        body = json.dumps({"error": "invalid_client", "error_description": UNKNOWN_CLIENT})
    return HttpResponse(body, status=status, headers={"Content-Type": "application/json", **headers})


def refuse(error: str, sentence: str) -> HttpResponse:
    """Refuse a request as OAuth 2 spells it."""
    said = json.dumps({"error": error, "error_description": sentence})
    return answer(said, HTTPStatus.BAD_REQUEST, {"Cache-Control": "no-store"})
