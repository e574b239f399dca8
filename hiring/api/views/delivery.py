"""The bytes behind a signed URL: whole, in part, or not at all, streamed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponseBase, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request

from hiring.api.authentication import TokenAuthentication
from hiring.api.doors import ThrottledView
from hiring.market.ranges import Conditions
from hiring.market.services.delivery import BytesAsked, open_bytes

LONGEST_HEADER = 500
HEADERS = {"range": "Range", "if_range": "If-Range", "if_none_match": "If-None-Match"}
PROOF = [
    OpenApiParameter(name, str, OpenApiParameter.QUERY, required=True, description="Part of the signed URL.")
    for name in ("expires", "key", "signature")
]
CONDITIONS = [OpenApiParameter(name, str, OpenApiParameter.HEADER) for name in HEADERS.values()]


AS_BYTES: dict[str, Any] = {
    "tags": ["delivery"],
    "auth": [],
    "parameters": [*PROOF, *CONDITIONS],
    "responses": {
        (200, "application/octet-stream"): OpenApiTypes.BINARY,
        (206, "application/octet-stream"): OpenApiTypes.BINARY,
        307: OpenApiResponse(description="The bytes are at the address in Location; ask there for the same range."),
        304: OpenApiResponse(description="You have these bytes already."),
        416: OpenApiResponse(description="The range lies outside the file."),
    },
}


class SignedView(ThrottledView):
    """The URL is the proof: no token is needed; one of another attempt is refused."""

    authentication_classes = (TokenAuthentication,)
    permission_classes = (AllowAny,)


class Bytes(SignedView):
    """The bytes of a grant."""

    @extend_schema(operation_id="fetch_bytes", **AS_BYTES)
    def get(self, request: Request, grant: UUID) -> HttpResponseBase:
        """Fetch the bytes; Range, If-Range and If-None-Match are honoured, ETag is the digest."""
        served = open_bytes(asked=bytes_asked(request, grant))
        return StreamingHttpResponse(served.body, status=served.status, headers=dict(served.headers))


def bytes_asked(request: Request, named: UUID) -> BytesAsked:
    """Return what a request for a signed URL asks for, by the id in its path."""
    bearer = getattr(request.auth, "application", None)
    return BytesAsked(
        grant=named,
        expires=request.query_params.get("expires", ""),
        key=request.query_params.get("key", ""),
        signature=request.query_params.get("signature", ""),
        conditions=Conditions(method=str(request.method), **conditions_of(request)),
        bearer=bearer.world if bearer else None,
    )


def conditions_of(request: Request) -> dict[str, str | None]:
    """Return the conditional headers of a request, leaving out what is too long to be one."""
    found = {name: request.headers.get(header) for name, header in HEADERS.items()}
    return {name: value if value and len(value) <= LONGEST_HEADER else None for name, value in found.items()}
