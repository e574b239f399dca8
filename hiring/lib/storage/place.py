"""What a place that keeps bytes has to do; there are two, this machine's files and a bucket of an object store."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

CHUNK = 256 * 1024


@dataclass(frozen=True, kw_only=True)
class Download:
    """How bytes are handed to a client that fetches them from where they are kept: what it takes them for."""

    media_type: str
    file_name: str
    seconds: int


class Place(Protocol):
    """Keeps bytes under their digest; whatever it does can be done again without harm."""

    def taking_in(self) -> AbstractContextManager[BinaryIO]:
        """Hold an empty file for bytes on their way; it is gone with the block."""

    def keep(self, file: BinaryIO, digest: str) -> None:
        """Keep what ``taking_in`` took in, whose digest is ``digest``; nothing happens if it is kept already."""

    def open(self, digest: str, *, first: int) -> BinaryIO:
        """Open the bytes of a digest from byte ``first`` on; FileNotFoundError when they were never stored."""

    def exists(self, digest: str) -> bool:
        """Say whether the bytes of a digest are stored."""

    def as_file(self, digest: str) -> AbstractContextManager[Path]:
        """Hold a file with the bytes of a digest, to be read and not changed."""

    def address_of(self, digest: str, download: Download) -> str | None:
        """Return where a client can fetch the bytes itself for a while, or None when it has to get them from us."""

    def remove_unfinished(self, *, older_than: float) -> int:
        """Remove what was being stored by processes that died; return how many."""
