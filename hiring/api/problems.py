"""Every error of the API as a problem detail (RFC 9457): what, where, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.log import log_response
from django.views.decorators.csrf import csrf_exempt
from django.views.defaults import server_error
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import set_rollback

from hiring.lib.refused import Refused

MEDIA_TYPE = "application/problem+json"
ROOT = "/api/"
MOST_ERRORS = 100
TOO_LARGE = Refused(
    "too_large",
    f"The fields of a form have at most {settings.DATA_UPLOAD_MAX_MEMORY_SIZE:,} bytes, besides its files.",
    status=413,
)


def problem(
    request: Request | HttpRequest,
    *,
    status: int,
    code: str,
    detail: str,
    errors: list[dict[str, str]] | None = None,
) -> dict[str, Any]:
    """Return the document of one problem; ``code`` is stable, ``detail`` is for people."""
    document: dict[str, Any] = {
        "type": f"urn:assay:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": request.path,
    }
    return document | ({"errors": errors} if errors else {})


def answer_exception(exception: Exception, context: dict[str, Any]) -> Response | None:
    """Answer what a view raised: DRF's ``EXCEPTION_HANDLER``."""
    request = context["request"]
    if isinstance(exception, Refused):
        return refusal(request, exception)
    if isinstance(exception, Http404):
        exception = exceptions.NotFound()
    elif isinstance(exception, PermissionDenied):
        exception = exceptions.PermissionDenied()
    elif isinstance(exception, RequestDataTooBig):
        return refusal(request, TOO_LARGE)
    if not isinstance(exception, exceptions.APIException):
        return None
    set_rollback()
    return rejection(request, exception)


def refusal(request: Request, refused: Refused) -> Response:
    """Answer a refusal with its own sentence and reasons."""
    set_rollback()
    errors = [{"pointer": one.pointer, "detail": one.detail, "code": one.code} for one in refused.details]
    document = problem(request, status=refused.status, code=refused.code, detail=refused.sentence, errors=errors)
    headers = {} if refused.retry_after is None else {"Retry-After": str(refused.retry_after)}
    response = Response(document, status=refused.status, content_type=MEDIA_TYPE, headers=headers)
    if refused.planned:  # Django logs what is logged here no more, which it would as a warning or an error
        log_response("%s: %s", response.reason_phrase, request.path, response=response, level="info")
    return response


def rejection(request: Request, exception: exceptions.APIException) -> Response:
    """Answer what the framework rejected: a malformed body, a missing token, a wrong method, too many requests."""
    headers = {}
    if challenge := getattr(exception, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(exception, "wait", None):
        headers["Retry-After"] = str(max(1, round(wait)))
    if isinstance(exception, exceptions.ValidationError):
        errors = list(islice(flatten(exception.detail, ""), MOST_ERRORS))
        document = problem(
            request, status=422, code="invalid_request", detail="The request doesn't fit; see errors.", errors=errors
        )
        return Response(document, status=422, content_type=MEDIA_TYPE, headers=headers)
    code = str(getattr(exception, "default_code", "error"))
    detail = str(exception.detail)
    if isinstance(exception, exceptions.NotAuthenticated) and request.headers.get("Authorization"):
        detail = "This token is wrong, has expired or was revoked. Ask for another one at /api/v1/oauth/token."
    document = problem(request, status=exception.status_code, code=code, detail=detail)
    return Response(document, status=exception.status_code, content_type=MEDIA_TYPE, headers=headers)


def flatten(detail: Any, pointer: str) -> Iterator[dict[str, str]]:
    """Turn a serializer's nested errors into a flat list with JSON pointers."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from flatten(inner, pointer if name == "non_field_errors" else f"{pointer}/{escaped(str(name))}")
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            yield from flatten(inner, f"{pointer}/{index}" if isinstance(inner, dict) else pointer)
    else:
        yield {"pointer": pointer, "detail": str(detail), "code": str(getattr(detail, "code", "invalid"))}


def escaped(name: str) -> str:
    """Write one step of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")


def answer_fault(request: HttpRequest) -> HttpResponse:
    """Answer what nobody foresaw and Django has logged: its ``handler500``, for pipelines and for people."""
    if not request.path.startswith(ROOT):
        return server_error(request)
    sentence = "This is a fault of ours. Try again later; the answer's X-Request-Id finds it in our log."
    document = problem(request, status=500, code="server_error", detail=sentence)
    return JsonResponse(document, status=500, content_type=MEDIA_TYPE)


@csrf_exempt
def nothing_here(request: HttpRequest, path: str = "") -> JsonResponse:
    """Answer an address under the API that names nothing."""
    document = problem(
        request, status=404, code="not_found", detail="The API has nothing at this address. See /api/docs/."
    )
    return JsonResponse(document, status=404, content_type=MEDIA_TYPE)
