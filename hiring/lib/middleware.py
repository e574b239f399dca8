"""What wraps every request: its names in the log and a content security policy on the answer."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponseBase

from hiring.lib.carried import carrying
from hiring.lib.tracing import read_carried

Answer = Callable[[HttpRequest], HttpResponseBase]

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

log = structlog.get_logger(__name__)


class RequestLog:
    """Names each request by an id that every line it logs carries, with its trace's, and logs its answer once.

    Query strings are left out, since signed URLs carry their proof there, and so are tokens in a path.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = uuid.uuid4().hex
        structlog.contextvars.bind_contextvars(request_id=request_id)
        try:
            with carrying(read_carried(request.headers)):
                response = self._answer(request)
        finally:
            structlog.contextvars.clear_contextvars()  # the next request of this thread is about something else
        response["X-Request-Id"] = request_id
        return response

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        response = self.answer(request)
        log.info(
            "request answered",
            method=request.method,
            path=path_without_token(request),
            status=response.status_code,
            milliseconds=round((time.perf_counter() - started) * 1000, 1),
        )
        return response


def path_without_token(request: HttpRequest) -> str:
    """Return the path of ``request``; where a token is part of it, the pattern it matched instead."""
    match = request.resolver_match
    return f"/{match.route}" if match is not None and "token" in match.kwargs else request.path


class ContentSecurityPolicy:
    """Lets a page load only what this server serves: nothing inline, nothing framed, nothing from elsewhere."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.answer(request)
        response.setdefault("Content-Security-Policy", POLICY)
        return response
