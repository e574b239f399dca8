"""Writing a zip whose bytes follow from what is put in: no times, no owners, one order."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from grader.export import Member

NO_TIME = (1980, 1, 1, 0, 0, 0)
READABLE = 0o644 << 16


class Packer:
    """A zip under way; ``members`` are the files put in so far, each with the digest of its bytes."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self.members: list[Member] = []
        self._zip = packed

    def add(self, path: str, pieces: Iterable[bytes], *, squeeze: bool) -> None:
        """Put a file in, a piece at a time; ``squeeze`` it unless it is packed already."""
        counted, size = hashlib.sha256(), 0
        info = zipfile.ZipInfo(path, NO_TIME)
        info.external_attr = READABLE
        info.compress_type = zipfile.ZIP_DEFLATED if squeeze else zipfile.ZIP_STORED
        with self._zip.open(info, "w", force_zip64=not squeeze) as packed:
            for piece in pieces:
                packed.write(piece)
                counted.update(piece)
                size += len(piece)
        self.members.append(Member(path=path, digest=f"sha256:{counted.hexdigest()}", size=size))


@contextmanager
def packing(to: BinaryIO) -> Iterator[Packer]:
    """Write a zip for as long as the block lasts, and end it with its directory."""
    with zipfile.ZipFile(to, "w") as packed:
        yield Packer(packed)
