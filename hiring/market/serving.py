"""The headers of an answer with bytes, and the bytes themselves, never more than one chunk of them in memory."""

from __future__ import annotations

import base64
import io
import time
from collections.abc import Iterator
from http import HTTPStatus
from typing import BinaryIO

from hiring.lib import storage
from hiring.market.exports.described import file_name
from hiring.market.models import Revision
from hiring.market.ranges import Part

CHUNK = 256 * 1024
REDIRECT_SECONDS = 60
FLUSH_SECONDS = 0.1
"""A server that learns at once that there is no more closes the line before it has sent what there was."""


def headers_for(revision: Revision, part: Part) -> dict[str, str]:
    """Return the headers of the answer with ``part``; its Content-Length is that of the body of a GET."""
    headers = {
        "ETag": f'"{revision.digest}"',
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-cache",
    }
    if part.status == HTTPStatus.NOT_MODIFIED:
        return headers
    if part.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        return {**headers, "Content-Range": f"bytes */{revision.size}", "Content-Length": "0"}
    if part.status == HTTPStatus.PARTIAL_CONTENT:
        headers["Content-Range"] = f"bytes {part.first}-{part.last}/{revision.size}"
    name = file_name(revision.listing.slug, revision.number, revision.media_type)
    return {
        **headers,
        "Content-Type": revision.media_type,
        "Content-Length": str(part.length),
        "Content-Disposition": f'attachment; filename="{name}"',
        "Repr-Digest": f"sha-256=:{_in_base64(revision.digest)}:",
    }


def address_at_store(revision: Revision, *, seconds: int) -> str | None:
    """Return where a client can fetch a revision from the object store itself, for at most so long and a minute."""
    name = file_name(revision.listing.slug, revision.number, revision.media_type)
    lives = max(1, min(seconds, REDIRECT_SECONDS))
    download = storage.Download(media_type=revision.media_type, file_name=name, seconds=lives)
    return storage.address_of(revision.digest, download)


class FilePart:
    """An iterator over a part of the bytes of a digest; opening it fails at once when they are not there."""

    def __init__(self, digest: str, part: Part) -> None:
        self._left = part.length
        self._file: BinaryIO = storage.open_digest(digest, first=part.first) if self._left else io.BytesIO()

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        chunk = self._file.read(min(CHUNK, self._left)) if self._left else b""
        if not chunk:
            self.close()
            raise StopIteration
        self._left -= len(chunk)
        return chunk

    def close(self) -> None:
        """Close the file; the server calls it when the client is gone."""
        self._left = 0
        self._file.close()


class CutPart(FilePart):
    """A part that is less than the headers promise, after which the server breaks the line."""

    def __next__(self) -> bytes:
        try:
            return super().__next__()
        except StopIteration:
            time.sleep(FLUSH_SECONDS)
            raise


def _in_base64(digest: str) -> str:
    return base64.b64encode(bytes.fromhex(digest.removeprefix("sha256:"))).decode()
