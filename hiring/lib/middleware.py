"""What wraps every request: its names in the log and a content security policy on the answer."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from hiring.lib.carried import carrying
from hiring.lib.latency import begin_counting, note_answer
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
    """Names each request by an id that every line it logs carries, with its trace's, and logs and counts its answer.

    Query strings are left out, since signed URLs carry their proof there, and so are tokens in a path.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        begin_counting(settings.METRICS_DIR)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = uuid.uuid4().hex
        structlog.contextvars.clear_contextvars()  # what this thread was about before
        structlog.contextvars.bind_contextvars(request_id=request_id)
        with carrying(read_carried(request.headers)):
            response = self._answer(request)
        response["X-Request-Id"] = request_id
        return response

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        response = self.answer(request)
        seconds = time.perf_counter() - started
        log.info(
            "request answered",
            method=request.method,
            path=path_without_token(request),
            status=response.status_code,
            milliseconds=round(seconds * 1000, 1),
        )
        note_answer(request, status=response.status_code, seconds=seconds)
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
