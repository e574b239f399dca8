"""The body of a request, gathered before a thread works on it: so large and so fast at least, or it is refused."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final

from django.conf import settings

from hiring.lib.refused import Refused

Receive = Callable[[], Awaitable[dict[str, Any]]]
# Says who sends a request, if that can be told; it may ask the database, so it is asked for large bodies alone.
Who = Callable[[], Awaitable[str | None]]

KIB: Final = 1024
# A small body is kept in memory, and taken from anybody whatever else is held.
SMALL_BYTES: Final = 64 * KIB
# What a form lays around a bundle: its other fields, its boundaries. A byte more than fits is kept, so that it shows.
AROUND_BYTES: Final = 64 * KIB
# How many of the largest bodies one process holds at a time, and how many of them for one sender.
MOST_LARGEST: Final = 10
MOST_OF_ONE: Final = 2
GRACE_SECONDS: Final = 15.0
STALLED_SECONDS: Final = 30.0
LONGEST_SECONDS: Final = 1800.0
BYTES_PER_SECOND: Final = KIB


class Gone(Exception):
    """The other side hung up before it had sent all of a body, or took no more of an answer."""


class Bodies:
    """Gathers bodies; what is ``held`` of large ones is counted by sender, so that nobody takes the room of all."""

    def __init__(self) -> None:
        self.held: Counter[str] = Counter()

    @contextmanager
    def place(self) -> Iterator[Body]:
        """Hold a body for as long as somebody works on it."""
        with SpooledTemporaryFile(max_size=SMALL_BYTES) as file:
            body = Body(self, file)
            try:
                yield body
            finally:
                self.held -= Counter({body.sender: body.counted})

    def count(self, sender: str, size: int) -> None:
        """Count bytes that are to be held for ``sender``, or refuse them."""
        largest = largest_body()
        if self.held[sender] + size > MOST_OF_ONE * largest:
            raise Refused(
                "too_many_uploads",
                f"You are sending more at this moment than {MOST_OF_ONE * largest:,} bytes, the most we hold for one "
                "person. Send it again when another of your uploads has ended.",
                status=429,
                retry_after=60,
            )
        if self.held.total() + size > MOST_LARGEST * largest:
            raise Refused(
                "too_many_uploads",
                "More is being handed in at this moment than we can hold. Send it again in a minute.",
                status=503,
                retry_after=60,
            )
        self.held[sender] += size


class Body:
    """One request's body; what is beyond the largest bundle is heard out and not kept, so that its sender hears why."""

    def __init__(self, bodies: Bodies, file: IO[bytes]) -> None:
        self.bodies = bodies
        self.file = file
        self.began = time.monotonic()
        self.waits_until = self.began + GRACE_SECONDS
        self.received = self.kept = self.counted = 0
        self.sender = ""

    async def gather(self, receive: Receive, *, announced: int, who: Who) -> None:
        """Take the body in; a large one only from somebody known."""
        if announced > SMALL_BYTES:
            await self._meet(who)
        more = True
        while more:
            message = await self._next(receive)
            if message["type"] != "http.request":
                raise Gone
            more, data = message.get("more_body", False), message.get("body", b"")
            self._note(len(data))
            if self.received > SMALL_BYTES and not self.sender:
                await self._meet(who)
            self._keep(data)
        self.file.seek(0)

    async def _meet(self, who: Who) -> None:
        sender = await who()
        if sender is None:
            raise Refused(
                "too_large_for_strangers",
                f"At most {SMALL_BYTES:,} bytes are taken from somebody unknown. Sign in, or send an access token that "
                "is still good.",
                status=413,
            )
        self.sender = sender

    async def _next(self, receive: Receive) -> dict[str, Any]:
        try:
            async with asyncio.timeout(self.waits_until - time.monotonic()):
                return await receive()
        except TimeoutError as problem:
            raise Refused(
                "body_too_slow",
                f"Only {self.received:,} bytes came in {time.monotonic() - self.began:.0f} seconds. A body comes at "
                f"{BYTES_PER_SECOND:,} bytes a second at least, never pauses for {STALLED_SECONDS:.0f} seconds and "
                f"ends within {LONGEST_SECONDS / 60:.0f} minutes. Send it again, over a faster line.",
                status=408,
            ) from problem

    def _note(self, size: int) -> None:
        """Wait longer for what brought ``size`` bytes; a fast beginning buys no more than one long pause."""
        self.received += size
        self.waits_until = min(
            self.began + LONGEST_SECONDS,
            time.monotonic() + STALLED_SECONDS,
            self.waits_until + size / BYTES_PER_SECOND,
        )

    def _keep(self, data: bytes) -> None:
        kept = data[: largest_body() - self.kept]
        if self.sender:
            self.bodies.count(self.sender, len(kept))
            self.counted += len(kept)
        self.kept += len(kept)
        self.file.write(kept)


def largest_body() -> int:
    """Return how many bytes of a body are kept at most."""
    most: int = settings.BUNDLE_MAX_BYTES
    return most + AROUND_BYTES
