"""Bytes in a folder of this machine: whole under their digest, or not at all."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from hiring.lib.storage.place import Download

UNFINISHED = "unfinished"


@dataclass(frozen=True, kw_only=True)
class LocalFiles:
    """The files in one folder."""

    folder: Path

    def path_of(self, digest: str) -> Path:
        """Return where the bytes of ``digest`` are, if they were stored."""
        name = digest.removeprefix("sha256:")
        return self.folder / "sha256" / name[:2] / name[2:]

    @contextmanager
    def taking_in(self) -> Iterator[BinaryIO]:
        """Hold a file beside those that are kept, so that keeping it is a matter of its name."""
        path = self.folder / UNFINISHED / uuid.uuid4().hex
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with path.open("x+b") as file:
                os.fchmod(file.fileno(), 0o444)
                yield file
        finally:
            path.unlink(missing_ok=True)

    def keep(self, file: BinaryIO, digest: str) -> None:
        """Give the file its name, and see that the disk knows it."""
        place = self.path_of(digest)
        if place.exists():
            return
        if not place.parent.exists():
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _flush_folder(place.parent.parent)
        Path(file.name).replace(place)
        _flush_folder(place.parent)

    def open(self, digest: str, *, first: int) -> BinaryIO:
        """Open the file."""
        file = self.path_of(digest).open("rb")
        file.seek(first)
        return file

    def exists(self, digest: str) -> bool:
        """Say whether the file is there."""
        return self.path_of(digest).exists()

    @contextmanager
    def as_file(self, digest: str) -> Iterator[Path]:
        """Hold the file itself."""
        yield self.path_of(digest)

    def address_of(self, digest: str, download: Download) -> None:
        """Return None: nobody else can reach a file of this machine."""

    def remove_unfinished(self, *, older_than: float) -> int:
        """Remove files that nobody has written to for as long."""
        removed = 0
        for path in (self.folder / UNFINISHED).glob("*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime <= time.time() - older_than:
                    path.unlink()
                    removed += 1
        return removed


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
