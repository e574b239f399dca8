"""The body of a request, gathered before a thread works on it: so large and so fast at least, or it is refused."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final

from django.conf import settings

from hiring.lib.refused import Refused

Receive = Callable[[], Awaitable[dict[str, Any]]]

KIB: Final = 1024
STRANGERS_BYTES: Final = 64 * KIB
# What a form lays around a bundle: its other fields, its boundaries. A byte more than fits is kept, so that it shows.
AROUND_BYTES: Final = 64 * KIB
IN_MEMORY_BYTES: Final = 64 * KIB
# How many of the largest bodies one process holds at a time.
MOST_LARGEST: Final = 10
GRACE_SECONDS: Final = 15.0
STALLED_SECONDS: Final = 30.0
LONGEST_SECONDS: Final = 1800.0
BYTES_PER_SECOND: Final = KIB


class Gone(Exception):
    """The sender hung up before the body was whole."""


class Bodies:
    """Gathers bodies, so many bytes of them at a time."""

    def __init__(self) -> None:
        self.held = 0

    @contextmanager
    def place(self) -> Iterator[Body]:
        """Hold a body for as long as somebody works on it."""
        with SpooledTemporaryFile(max_size=IN_MEMORY_BYTES) as file:
            body = Body(self, file)
            try:
                yield body
            finally:
                self.held -= body.kept


class Body:
    """One request's body; what is beyond the largest bundle is heard out and not kept, so that its sender hears why."""

    def __init__(self, bodies: Bodies, file: IO[bytes]) -> None:
        self.bodies = bodies
        self.file = file
        self.began = time.monotonic()
        self.received = 0
        self.kept = 0

    async def gather(self, receive: Receive, *, known: bool) -> None:
        """Take the body in; of a stranger, who showed nothing to be ``known`` by, only a small one."""
        more = True
        while more:
            message = await self._next(receive)
            if message["type"] != "http.request":
                raise Gone
            more = message.get("more_body", False)
            self._keep(message.get("body", b""), known=known)
        self.file.seek(0)

    async def _next(self, receive: Receive) -> dict[str, Any]:
        try:
            async with asyncio.timeout(self._patience()):
                return await receive()
        except TimeoutError as problem:
            raise Refused(
                "body_too_slow",
                f"Only {self.received:,} bytes came in {time.monotonic() - self.began:.0f} seconds. A body comes at "
                f"{BYTES_PER_SECOND:,} bytes a second at least, never pauses for {STALLED_SECONDS:.0f} seconds and "
                f"ends within {LONGEST_SECONDS / 60:.0f} minutes. Send it again, over a faster line.",
                status=408,
            ) from problem

    def _patience(self) -> float:
        """Return for how many seconds the next bytes are waited for."""
        took = time.monotonic() - self.began
        allowed = min(LONGEST_SECONDS, GRACE_SECONDS + self.received / BYTES_PER_SECOND)
        return min(STALLED_SECONDS, allowed - took)

    def _keep(self, data: bytes, *, known: bool) -> None:
        self.received += len(data)
        if not known:
            refuse_from_strangers(self.received)
        largest = settings.BUNDLE_MAX_BYTES + AROUND_BYTES
        kept = data[: largest - self.kept]
        if self.bodies.held + len(kept) > MOST_LARGEST * largest:
            raise Refused(
                "too_many_uploads",
                "More is being handed in at this moment than we can hold. Send it again in a minute.",
                status=503,
                retry_after=60,
            )
        self.kept += len(kept)
        self.bodies.held += len(kept)
        self.file.write(kept)


def refuse_from_strangers(size: int) -> None:
    """Refuse a body of ``size`` bytes from somebody who is not signed in and holds no token."""
    if size > STRANGERS_BYTES:
        raise Refused(
            "too_large_for_strangers",
            f"At most {STRANGERS_BYTES:,} bytes are taken from somebody unknown. Sign in, or send an access token.",
            status=413,
        )
