"""Edge transforms: asked for with a signed URL, done by a worker, read and fetched when they are done."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponseBase, StreamingHttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from hiring.api.doors import MarketView
from hiring.api.parameters import read_body
from hiring.api.serializers import edge
from hiring.api.shapes import shown
from hiring.api.views.delivery import AS_BYTES, SignedView, bytes_asked
from hiring.lib.idempotency import Answer
from hiring.market.intake import ask_transform
from hiring.market.services.artefacts import Told, open_artefact, tell_transform, told


class Transforms(MarketView):
    """Ask for a transform."""

    required_scopes = ("data:read",)

    @extend_schema(
        operation_id="ask_transform",
        tags=["delivery"],
        request=edge.TransformWish,
        responses={202: edge.Transform},
    )
    def post(self, request: Request) -> Response:
        """Have the bytes behind a signed URL passed through steps; ask at Location what became of it."""
        wish = read_body(request, edge.TransformWish)

        def work() -> Answer:
            transform = ask_transform(world=self.world, **wish)
            return Answer(status=202, body=document_of(told(transform)))

        answered = self.once(request, work)
        answered["Location"] = f"{settings.PUBLIC_URL}/api/v1/edge/transforms/{answered.data['id']}"
        return answered


class Transform(MarketView):
    """One transform."""

    required_scopes = ("data:read",)

    @extend_schema(operation_id="read_transform", tags=["delivery"], responses=edge.Transform)
    def get(self, request: Request, transform: UUID) -> Response:
        """Read what became of a transform; one that is done has an address of its artefact, good for five minutes."""
        return Response(document_of(tell_transform(world=self.world, transform_id=transform)))


class Artefact(SignedView):
    """The bytes of an artefact."""

    @extend_schema(operation_id="fetch_artefact", **AS_BYTES)
    def get(self, request: Request, transform: UUID) -> HttpResponseBase:
        """Fetch an artefact; Range, If-Range and If-None-Match are honoured, ETag is the digest."""
        served = open_artefact(asked=bytes_asked(request, transform))
        return StreamingHttpResponse(served.body, status=served.status, headers=dict(served.headers))


def document_of(said: Told) -> Any:
    """Return the document of a transform, its address whole."""
    url = f"{settings.PUBLIC_URL}{said.signed_path}" if said.signed_path else None
    return shown(edge.Transform, {"transform": said.transform, "url": url, "expires_at": said.expires_at})
