"""One dataset in the words of other people's standards: Croissant and Data Package."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from grader.digests import canonical, digest_of
from hiring.api.doors import MarketView
from hiring.market.describing import described
from hiring.market.exports.croissant import croissant_document
from hiring.market.exports.datapackage import datapackage_document
from hiring.market.exports.described import Described
from hiring.market.ranges import Conditions, part_to_serve
from hiring.market.services.discovery import view_dataset

CONDITION = OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER)
SAME = OpenApiResponse(description="You have this document already.")


class LinkedDataRenderer(JSONRenderer):
    """JSON-LD is JSON under a media type of its own."""

    media_type = "application/ld+json"
    format = "json"


class Export(MarketView):
    """A document about the revision on offer; its ETag is its digest."""

    required_scopes = ("catalogue:read",)

    def described(self, slug: str) -> Described:
        """Return what is on offer of a listing, as documents describe it."""
        revision = view_dataset(world=self.world, slug=slug)
        return described(revision, url=f"{settings.PUBLIC_URL}{reverse('api:dataset', args=[slug])}")

    def answer(self, request: Request, document: dict[str, Any]) -> Response:
        """Answer with a document, or with nothing to whoever has it already."""
        content = canonical(document)
        headers = {"ETag": f'"{digest_of(content)}"', "Cache-Control": "private, no-cache"}
        asked = Conditions(if_none_match=request.headers.get("If-None-Match"))
        if part_to_serve(asked, size=len(content), etag=headers["ETag"]).status == HTTPStatus.NOT_MODIFIED:
            return Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
        return Response(document, headers=headers)


class Croissant(Export):
    """A dataset as Croissant."""

    renderer_classes = (LinkedDataRenderer, JSONRenderer)

    @extend_schema(
        operation_id="export_croissant",
        tags=["discovery"],
        parameters=[CONDITION],
        responses={(200, LinkedDataRenderer.media_type): OpenApiTypes.OBJECT, 304: SAME},
    )
    def get(self, request: Request, slug: str) -> Response:
        """Read a dataset as a Croissant 1.1 document, its terms as ODRL offers."""
        return self.answer(request, croissant_document(self.described(slug)))


class DataPackage(Export):
    """A dataset as a Data Package."""

    @extend_schema(
        operation_id="export_datapackage",
        tags=["discovery"],
        parameters=[CONDITION],
        responses={200: OpenApiTypes.OBJECT, 304: SAME},
    )
    def get(self, request: Request, slug: str) -> Response:
        """Read a dataset as a Data Package, version 2."""
        return self.answer(request, datapackage_document(self.described(slug)))
