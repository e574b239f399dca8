"""Bytes kept once, under the name of what they are: their sha256 digest."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import re
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings

from hiring.lib.refused import Refused

CHUNK = 256 * 1024
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
UNFINISHED = "unfinished"
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
    """Bytes that are here whole and not kept yet."""

    stored: Stored
    path: Path

    def keep(self) -> Stored:
        """Keep them: they are on the disk, under their digest; the same bytes again take no more room."""
        _settle(self.path, path_of(self.stored.digest))
        return self.stored


def put(source: Readable | bytes, *, most: int) -> Stored:
    """Store what ``source`` gives, counting as it comes; refuse more than ``most`` bytes and keep nothing of them."""
    with hold(source, most=most) as held:
        return held.keep()


@contextmanager
def hold(source: Readable | bytes, *, most: int) -> Iterator[Held]:
    """Take in what ``source`` gives, as ``put`` does, but forget it with the block unless ``keep`` is called there."""
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    with _unfinished_file() as (path, file):
        stored = _copy(stream, file, most)
        file.flush()
        os.fchmod(file.fileno(), 0o444)
        os.fsync(file.fileno())
        yield Held(stored=stored, path=path)


def too_large(most: int) -> Refused:
    """Return the refusal of more bytes than there may be."""
    sentence = f"This is larger than {most:,} bytes, which is the limit. Leave out what was not asked for."
    return Refused("too_large", sentence, status=413)


def path_of(digest: str) -> Path:
    """Return where the bytes of ``digest`` are, if they were stored."""
    if not DIGEST.fullmatch(digest):
        raise ValueError(f"{digest[:80]!r} is not a digest.")
    name = digest.removeprefix("sha256:")
    return Path(settings.STORAGE_DIR, "sha256", name[:2], name[2:])


def open_digest(digest: str) -> BinaryIO:
    """Open the bytes of ``digest`` for reading; FileNotFoundError when they were never stored."""
    return path_of(digest).open("rb")


def exists(digest: str) -> bool:
    """Say whether the bytes of ``digest`` are stored."""
    return path_of(digest).exists()


def remove_unfinished(*, older_than: float) -> int:
    """Remove what was being stored by processes that died, ``older_than`` seconds ago or more; return how many."""
    removed = 0
    for path in Path(settings.STORAGE_DIR, UNFINISHED).glob("*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime <= time.time() - older_than:
                path.unlink()
                removed += 1
    return removed


@contextmanager
def _unfinished_file() -> Iterator[tuple[Path, BinaryIO]]:
    path = Path(settings.STORAGE_DIR, UNFINISHED, uuid.uuid4().hex)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("xb") as file:
            yield path, file
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        raise Refused(
            "storage_full", "We have no room to store this now; nothing was kept. Try again later.", status=507
        ) from error
    finally:
        path.unlink(missing_ok=True)


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


def _settle(path: Path, place: Path) -> None:
    if place.exists():
        return
    if not place.parent.exists():
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _flush_folder(place.parent.parent)
    path.replace(place)
    _flush_folder(place.parent)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
