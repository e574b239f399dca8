"""Bytes kept once, under the name of what they are: their sha256 digest; on this machine or in an object store."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from hiring.lib.refused import Refused
from hiring.lib.storage.address import read_address
from hiring.lib.storage.local import LocalFiles
from hiring.lib.storage.place import CHUNK, Download, Place

__all__ = [
    "CHUNK",
    "Download",
    "Held",
    "Readable",
    "Stored",
    "address_of",
    "as_file",
    "exists",
    "hold",
    "open_digest",
    "put",
    "remove_unfinished",
    "too_large",
]

DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})


class Readable(Protocol):
    """Anything bytes can be read from, such as an upload."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, kw_only=True)
class Stored:
    """What was stored: its ``digest`` (``sha256:`` and 64 hexadecimal digits) and its ``size`` in bytes."""

    digest: str
    size: int


@dataclass(frozen=True, kw_only=True)
class Held:
    """Bytes that are here whole and not kept yet; ``file`` is to look at them."""

    stored: Stored
    file: BinaryIO

    def keep(self) -> Stored:
        """Keep them under their digest; the same bytes again take no more room."""
        _place().keep(self.file, self.stored.digest)
        return self.stored


def put(source: Readable | bytes, *, most: int) -> Stored:
    """Store what ``source`` gives, counting as it comes; refuse more than ``most`` bytes and keep nothing of them."""
    with hold(source, most=most) as held:
        return held.keep()


@contextmanager
def hold(source: Readable | bytes, *, most: int) -> Iterator[Held]:
    """Take in what ``source`` gives, as ``put`` does, but forget it with the block unless ``keep`` is called there."""
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    with _refusing_without_room(), _place().taking_in() as file:
        stored = _copy(stream, file, most)
        file.flush()
        os.fsync(file.fileno())
        yield Held(stored=stored, file=file)


def too_large(most: int) -> Refused:
    """Return the refusal of more bytes than there may be."""
    sentence = f"This is larger than {most:,} bytes, which is the limit. Leave out what was not asked for."
    return Refused("too_large", sentence, status=413)


def open_digest(digest: str, *, first: int = 0) -> BinaryIO:
    """Open the bytes of ``digest`` for reading from ``first`` on; FileNotFoundError when they were never stored."""
    return _place().open(_proper(digest), first=first)


def exists(digest: str) -> bool:
    """Say whether the bytes of ``digest`` are stored."""
    return _place().exists(_proper(digest))


def as_file(digest: str) -> AbstractContextManager[Path]:
    """Hold a file with the bytes of ``digest``, for whoever needs a path; nobody may change it."""
    return _place().as_file(_proper(digest))


def address_of(digest: str, download: Download) -> str | None:
    """Return where a client can fetch the bytes itself for a while, or None when it has to get them from us."""
    return _place().address_of(_proper(digest), download)


def remove_unfinished(*, older_than: float) -> int:
    """Remove what was being stored by processes that died, ``older_than`` seconds ago or more; return how many."""
    return _place().remove_unfinished(older_than=older_than)


def _place() -> Place:
    if settings.STORAGE_URL:
        return _object_store(settings.STORAGE_URL)
    return LocalFiles(folder=Path(settings.STORAGE_DIR))


@cache
def _object_store(url: str) -> Place:
    """Open the object store, whose library is large and loaded by no installation that has none."""
    place: Place = import_string("hiring.lib.storage.objects.ObjectStore")(read_address(url))
    return place


def _proper(digest: str) -> str:
    if not DIGEST.fullmatch(digest):
        raise ValueError(f"{digest[:80]!r} is not a digest.")
    return digest


@contextmanager
def _refusing_without_room() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        raise Refused(
            "storage_full", "We have no room to store this now; nothing was kept. Try again later.", status=507
        ) from error


def _copy(stream: Readable, file: BinaryIO, most: int) -> Stored:
    counted = hashlib.sha256()
    size = 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > most:
            raise too_large(most)
        counted.update(chunk)
        file.write(chunk)
    return Stored(digest=f"sha256:{counted.hexdigest()}", size=size)
