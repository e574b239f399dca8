"""Who sends a large body, asked before it is taken in: of the token or the session shown, never of a request's word."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.http import parse_cookie

from hiring.api.authentication import shown_in
from hiring.market.tokens import usable_token


def sender_of(environ: dict[str, Any]) -> str | None:
    """Return the id of the person whose token a request shows, or who is signed in; whether they may is not asked."""
    shown = shown_in(environ.get("HTTP_AUTHORIZATION", ""))
    token = None if shown is None else usable_token(shown)
    if token is not None:
        return str(token.application.world.attempt.candidate_id)
    cookie = parse_cookie(environ.get("HTTP_COOKIE", "")).get(settings.SESSION_COOKIE_NAME)
    return SessionStore(cookie).get(SESSION_KEY) if cookie else None
