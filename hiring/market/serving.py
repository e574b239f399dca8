"""How bytes are served: which part of a file, under which headers, by us or by the store that keeps them."""

from __future__ import annotations

import base64
import io
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import BinaryIO

from hiring.lib import storage
from hiring.market.exports.described import file_name
from hiring.market.models import Revision
from hiring.market.ranges import NOTHING, Conditions, Part, half_of, part_to_serve

CHUNK = 1024 * 1024
REDIRECT_SECONDS = 60
FLUSH_SECONDS = 0.1
"""A server that learns at once that there is no more closes the line before it has sent what there was."""


@dataclass(frozen=True, kw_only=True)
class File:
    """A file that is kept, and the name it is delivered under."""

    digest: str
    size: int
    media_type: str
    name: str

    @property
    def etag(self) -> str:
        """Its strong entity tag: the digest."""
        return f'"{self.digest}"'


@dataclass(frozen=True, kw_only=True)
class BytesAnswer:
    """What to answer: a status, headers, and a body that is read as it is sent; whoever has it closes it.

    ``sent`` is what of the file it gives, or with ``redirected`` what it sends the client to the store for.
    """

    status: HTTPStatus
    headers: Mapping[str, str]
    body: FilePart
    sent: Part
    redirected: bool = False


def file_of(revision: Revision) -> File:
    """Return the file of a revision."""
    name = file_name(revision.listing.slug, revision.number, revision.media_type)
    return File(digest=revision.digest, size=revision.size, media_type=revision.media_type, name=name)


def part_of(file: File, asked: Conditions) -> Part:
    """Return what of a file answers a request."""
    return part_to_serve(asked, size=file.size, etag=file.etag)


def serve(file: File, asked: Conditions, *, seconds: int, cut: bool = False) -> BytesAnswer:
    """Answer a request for a file; ``seconds`` are left of its URL, and with ``cut`` the line breaks half-way.

    Bytes in an object store that clients may reach are answered with its own address for them.
    """
    part = part_of(file, asked)
    sent = part if asked.method == "GET" else NOTHING
    if sent.length and not cut and (address := _address_at_store(file, asked, seconds)):
        return _redirect(file, asked, address)
    sent, kind = (half_of(sent), CutPart) if cut else (sent, FilePart)
    return BytesAnswer(status=part.status, headers=headers_for(file, part), body=kind(file.digest, sent), sent=sent)


def headers_for(file: File, part: Part) -> dict[str, str]:
    """Return the headers of the answer with ``part``; its Content-Length is that of the body of a GET."""
    headers = {
        "ETag": file.etag,
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-cache",
    }
    if part.status == HTTPStatus.NOT_MODIFIED:
        return headers
    if part.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        return {**headers, "Content-Range": f"bytes */{file.size}", "Content-Length": "0"}
    if part.status == HTTPStatus.PARTIAL_CONTENT:
        headers["Content-Range"] = f"bytes {part.first}-{part.last}/{file.size}"
    return {
        **headers,
        "Content-Type": file.media_type,
        "Content-Length": str(part.length),
        "Content-Disposition": f'attachment; filename="{file.name}"',
        "Repr-Digest": f"sha-256=:{_in_base64(file.digest)}:",
    }


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


def _address_at_store(file: File, asked: Conditions, seconds: int) -> str | None:
    """Return the store's address for the bytes; None where it has none, or could not go on from what we sent before.

    The store has a tag of its own for the same bytes: who names ours has them in part from us, and gets the rest here.
    """
    if asked.if_range == file.etag:
        return None
    lives = max(1, min(seconds, REDIRECT_SECONDS))
    download = storage.Download(media_type=file.media_type, file_name=file.name, seconds=lives)
    return storage.address_of(file.digest, download)


def _redirect(file: File, asked: Conditions, address: str) -> BytesAnswer:
    """Send the client to the store for what it asked for; what the store sends, only the client knows."""
    wanted = part_of(file, replace(asked, if_range=None))
    return BytesAnswer(
        status=HTTPStatus.TEMPORARY_REDIRECT,
        headers={"Location": address, "Cache-Control": "no-store", "Content-Length": "0"},
        body=FilePart(file.digest, NOTHING),
        sent=wanted if wanted.length else part_of(file, asked),
        redirected=True,
    )


def _in_base64(digest: str) -> str:
    return base64.b64encode(bytes.fromhex(digest.removeprefix("sha256:"))).decode()
