"""The creator's side: an attempt's own listings, drafted, published, revised and withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from grader.digests import digest_of_stream
from hiring.api.doors import MarketView
from hiring.api.parameters import read_body, read_parameters
from hiring.api.serializers import listings
from hiring.api.shapes import shown
from hiring.api.throttles import SubmitThrottle
from hiring.api.views.exports import CONDITION, SAME, Export, LinkedDataRenderer
from hiring.lib.cursors import read_cursor, write_cursor
from hiring.lib.idempotency import Answer
from hiring.market.describing import described
from hiring.market.exports.croissant import croissant_document
from hiring.market.exports.datapackage import datapackage_document
from hiring.market.exports.described import Described
from hiring.market.own_listings import OwnListing, own_listings, published_revision, whole_listing
from hiring.market.services.publishing import publish_listing, withdraw_listing, write_draft

CURSOR = "api.listings.cursor"
SCOPES = ("listings:write",)
UPLOAD = {"multipart/form-data": listings.DraftUpload}


class DraftView(MarketView):
    """What the two calls that take a draft share."""

    required_scopes = SCOPES
    parser_classes = (MultiPartParser,)
    throttle_kind = SubmitThrottle

    def draft(self, request: Request, listing_id: UUID | None = None) -> Response:
        """Write the draft that was sent; under an Idempotency-Key, write it once."""
        said = read_body(request, listings.DraftUpload)

        def work() -> Answer:
            draft = write_draft(
                world=self.world,
                document=said["listing"].read(),
                data=said["file"],
                derived_from=said["derived_from"],
                listing_id=listing_id,
            )
            whole = whole_listing(self.world, draft.listing_id)
            return Answer(status=201 if listing_id is None else 200, body=shown(listings.Listing, whole))

        return self.once(request, work, about=sent_in(said))


class Listings(DraftView):
    """The attempt's own listings."""

    @extend_schema(
        operation_id="list_listings", tags=["listings"], parameters=[listings.PageQuery], responses=listings.ListingPage
    )
    def get(self, request: Request) -> Response:
        """List what the attempt drafted and published, latest first."""
        asked = read_parameters(request, listings.PageQuery)
        found = own_listings(self.world, limit=asked["limit"] + 1, beyond=place_of(asked.get("cursor")))
        page = found[: asked["limit"]]
        further = cursor_at(page[-1]) if len(found) > len(page) else None
        return Response(shown(listings.ListingPage, {"listings": page, "next_cursor": further}))

    @extend_schema(operation_id="draft_listing", tags=["listings"], request=UPLOAD, responses={201: listings.Listing})
    def post(self, request: Request) -> Response:
        """Draft a new listing: its card, its data, and the licences that they were made under."""
        return self.draft(request)


class Listing(DraftView):
    """One of the attempt's own listings."""

    @extend_schema(operation_id="read_listing", tags=["listings"], responses=listings.Listing)
    def get(self, request: Request, listing: UUID) -> Response:
        """Read a listing: its draft, what was published of it, and what each source answers, clause by clause."""
        return Response(shown(listings.Listing, whole_listing(self.world, listing)))

    @extend_schema(operation_id="redraft_listing", tags=["listings"], request=UPLOAD, responses=listings.Listing)
    def put(self, request: Request, listing: UUID) -> Response:
        """Replace a listing's draft; of a published one, draft the next revision."""
        return self.draft(request, listing)


class Publishing(MarketView):
    """Put a draft on offer."""

    required_scopes = SCOPES

    @extend_schema(operation_id="publish_listing", tags=["listings"], request=None, responses={201: listings.Published})
    def post(self, request: Request, listing: UUID) -> Response:
        """Publish the draft as the next revision, which never changes again; the answer attests it."""

        def work() -> Answer:
            publication = publish_listing(world=self.world, listing_id=listing)
            whole = whole_listing(self.world, listing)
            return Answer(status=201, body=shown(listings.Published, {"publication": publication, "listing": whole}))

        return self.once(request, work)


class Withdrawal(MarketView):
    """Take a listing off offer."""

    required_scopes = SCOPES

    @extend_schema(operation_id="withdraw_listing", tags=["listings"], request=None, responses=listings.Listing)
    def post(self, request: Request, listing: UUID) -> Response:
        """Take every revision off offer; what was published stays readable, and a second time changes nothing."""

        def work() -> Answer:
            withdraw_listing(world=self.world, listing_id=listing)
            return Answer(status=200, body=shown(listings.Listing, whole_listing(self.world, listing)))

        return self.once(request, work)


class OwnExport(Export):
    """A document about the newest revision of one of the attempt's own listings."""

    required_scopes = SCOPES

    def own(self, listing: UUID) -> Described:
        """Return what was published last of a listing, as documents describe it."""
        url = f"{settings.PUBLIC_URL}{reverse('api:listing', args=[listing])}"
        return described(published_revision(self.world, listing), url=url)


class OwnCroissant(OwnExport):
    """One of the attempt's own listings as Croissant."""

    renderer_classes = (LinkedDataRenderer, JSONRenderer)

    @extend_schema(
        operation_id="export_own_croissant",
        tags=["listings"],
        parameters=[CONDITION],
        responses={(200, LinkedDataRenderer.media_type): OpenApiTypes.OBJECT, 304: SAME},
    )
    def get(self, request: Request, listing: UUID) -> Response:
        """Read a published listing as a Croissant 1.1 document, its terms as ODRL offers."""
        return self.answer(request, croissant_document(self.own(listing)))


class OwnDataPackage(OwnExport):
    """One of the attempt's own listings as a Data Package."""

    @extend_schema(
        operation_id="export_own_datapackage",
        tags=["listings"],
        parameters=[CONDITION],
        responses={200: OpenApiTypes.OBJECT, 304: SAME},
    )
    def get(self, request: Request, listing: UUID) -> Response:
        """Read a published listing as a Data Package, version 2."""
        return self.answer(request, datapackage_document(self.own(listing)))


def sent_in(said: Mapping[str, Any]) -> list[Any]:
    """Return what tells one upload from another: the digests of its files, and what it names."""
    digests = [digest_of_stream(said[name])[0] for name in ("listing", "file")]
    for name in ("listing", "file"):
        said[name].seek(0)
    return [*digests, *sorted(map(str, said["derived_from"]))]


def cursor_at(own: OwnListing) -> str:
    """Return the cursor of the page after a listing."""
    return write_cursor([own.listing.created_at.isoformat(), str(own.listing.pk)], of=CURSOR)


def place_of(cursor: str | None) -> tuple[datetime, UUID] | None:
    """Return the time and id of the listing that a cursor stands at."""
    if cursor is None:
        return None
    at, listing = read_cursor(cursor, of=CURSOR)
    return datetime.fromisoformat(at), UUID(listing)
