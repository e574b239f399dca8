"""A bundle in parts, by the tus protocol for resumable uploads, version 1.0.0; handing it in is another call."""

from __future__ import annotations

import re
from typing import IO, Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.http import http_date
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from hiring.api.doors import MarketView
from hiring.api.serializers import uploads
from hiring.api.shapes import shown
from hiring.lib.arrivals import arrival_of
from hiring.lib.idempotency import Answer
from hiring.lib.refused import Refused
from hiring.submissions.intake import MOST_PART_BYTES, begin_upload, drop_upload, take_part, upload_of

TUS: Final = "1.0.0"
WHOLE = re.compile(r"\d{1,18}")


class PartParser(BaseParser):
    """Takes a part as it is, and a byte more than it may have, so that it shows."""

    media_type = "application/offset+octet-stream"

    def parse(self, stream: IO[bytes], media_type: Any = None, parser_context: Any = None) -> bytes:  # type: ignore[override]
        """Return the bytes of a part."""
        return stream.read(MOST_PART_BYTES + 1)


class Unread(BaseParser):
    """Takes no notice of a body: what begins an upload stands in its headers."""

    media_type = "*/*"

    def parse(self, stream: IO[bytes], media_type: Any = None, parser_context: Any = None) -> Any:
        """Return nothing, as a form would."""
        return QueryDict()


class UploadView(MarketView):
    """What these calls share: their scope, and the version of the protocol."""

    required_scopes = ("submissions:write",)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let the request in, unless it speaks another version."""
        super().initial(request, *args, **kwargs)
        if request.headers.get("Tus-Resumable", TUS) != TUS:
            raise Refused("other_protocol", f"Uploads speak version {TUS} of the tus protocol.", status=412)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Say which version is spoken."""
        answered = super().finalize_response(request, response, *args, **kwargs)
        answered["Tus-Resumable"] = answered["Tus-Version"] = TUS
        return answered


def number_in(name: str) -> OpenApiParameter:
    """Describe a header that holds a number of bytes."""
    return OpenApiParameter(name, OpenApiTypes.INT64, OpenApiParameter.HEADER, required=True)


class Uploads(UploadView):
    """Bundles on their way."""

    parser_classes = (Unread,)

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        """Note when the request began, for this is when the upload did."""
        self.began_at = arrival_of(request)
        return super().initialize_request(request, *args, **kwargs)

    @extend_schema(
        operation_id="begin_upload",
        tags=["submissions"],
        parameters=[number_in("Upload-Length")],
        request=None,
        responses={201: uploads.Upload},
    )
    def post(self, request: Request) -> Response:
        """Begin a bundle of so many bytes; `Location` is where its parts go. It counts as handed in from now on."""
        size = bytes_in(request, "Upload-Length")

        def work() -> Answer:
            upload = begin_upload(attempt=self.world.attempt, size=size, began_at=self.began_at)
            return Answer(status=201, body=shown(uploads.Upload, document_of(upload)))

        answered = self.once(request, work, about=size)
        answered["Location"] = answered.data["address"]
        return answered

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Say what is understood."""
        said = {"Tus-Extension": "creation,expiration,termination", "Tus-Max-Size": str(settings.BUNDLE_MAX_BYTES)}
        return Response(status=204, headers=said)


class Upload(UploadView):
    """One bundle on its way."""

    parser_classes = (PartParser,)

    @extend_schema(operation_id="read_upload", tags=["submissions"], responses=uploads.Upload)
    def get(self, request: Request, upload: UUID) -> Response:
        """Read how much of a bundle is here: `Upload-Offset` is where to go on. HEAD tells it without a body."""
        found = upload_of(self.world.attempt, upload)
        return Response(shown(uploads.Upload, document_of(found)), headers=headers_of(found))

    @extend_schema(
        operation_id="send_part",
        tags=["submissions"],
        parameters=[number_in("Upload-Offset")],
        request={PartParser.media_type: OpenApiTypes.BINARY},
        responses={204: OpenApiResponse(description="It is here; Upload-Offset says where the next one begins.")},
    )
    def patch(self, request: Request, upload: UUID) -> Response:
        """Send the next part, of 256 KiB to 8 MiB; one that was cut off is sent again as a whole."""
        part: Any = request.data or b""
        first = bytes_in(request, "Upload-Offset")
        taken = take_part(attempt=self.world.attempt, upload_id=upload, first=first, data=part)
        return Response(status=204, headers=headers_of(taken))

    @extend_schema(
        operation_id="drop_upload",
        tags=["submissions"],
        responses={204: OpenApiResponse(description="It is forgotten, and its bytes with it.")},
    )
    def delete(self, request: Request, upload: UUID) -> Response:
        """Forget an upload."""
        drop_upload(attempt=self.world.attempt, upload_id=upload)
        return Response(status=204)


def bytes_in(request: Request, header: str) -> int:
    """Return the number of bytes that a header names."""
    said = request.headers.get(header, "")
    if not WHOLE.fullmatch(said):
        sentence = f"{header} has to say how many bytes, as a whole number such as 4194304."
        raise Refused("bad_header", sentence, status=400)
    return int(said)


def headers_of(upload: Any) -> dict[str, str]:
    """Return what every answer about an upload says."""
    return {
        "Upload-Offset": str(upload.received),
        "Upload-Length": str(upload.size),
        "Upload-Expires": http_date(upload.expires_at.timestamp()),
        "Cache-Control": "no-store",
    }


def document_of(upload: Any) -> dict[str, Any]:
    """Return an upload as the API writes it."""
    address = reverse("api:upload", args=[upload.pk])
    return {
        "id": upload.pk,
        "address": f"{settings.PUBLIC_URL}{address}",
        "bytes": upload.size,
        "received": upload.received,
        "most_part_bytes": MOST_PART_BYTES,
        "expires_at": upload.expires_at,
    }
