"""A bundle on its way in parts: read as one stream that proves itself to be what its sender said it is."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator

from hiring.lib.refused import Refused
from hiring.submissions.models import Upload


def parts_of(upload: Upload) -> Iterator[bytes]:
    """Give the bytes of an upload part by part, from its first; they end early where one was deleted meanwhile."""
    parts = upload.parts.values_list("data", flat=True)
    first = 0
    while data := parts.filter(first=first).first():
        first += len(data)
        yield bytes(data)


class Joined:
    """Pieces as one stream, one of them in memory at a time.

    At its end it refuses unless all of it made up ``digest``: what is refused then was not kept.
    """

    def __init__(self, pieces: Iterable[bytes], *, digest: str) -> None:
        self.pieces = iter(pieces)
        self.digest = digest
        self.counted = hashlib.sha256()
        self.piece = io.BytesIO()

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes; none at the end."""
        data = self.piece.read(size)
        if not data:
            self.piece = io.BytesIO(next(self.pieces, b""))
            data = self.piece.read(size)
        self.counted.update(data)
        if not data:
            self._refuse_another()
        return data

    def _refuse_another(self) -> None:
        found = f"sha256:{self.counted.hexdigest()}"
        if found != self.digest:
            raise Refused(
                "digest_differs",
                f"The bytes of this upload have the digest {found}, and not the one you name. They changed on their "
                "way or on your disk: begin another upload. Nothing was counted.",
                status=422,
            )
