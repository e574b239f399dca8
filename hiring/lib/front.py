"""What stands before the pages: each request is whole before a thread takes it, so that slow senders hold up nobody."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import structlog
from django.db import close_old_connections

from hiring.lib.arrivals import ARRIVED
from hiring.lib.bodies import BYTES_PER_SECOND, STALLED_SECONDS, Bodies, Body, Gone, Receive, Who
from hiring.lib.refused import Refused

Send = Callable[[dict[str, Any]], Awaitable[None]]
Pages = Callable[[dict[str, Any], Any], Any]
Known = Callable[[dict[str, Any]], str | None]

PIECE_BYTES: Final = 1024 * 1024
BODILESS: Final = frozenset({"GET", "HEAD"})

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """How the pages answered: a ``whole`` body, or ``pieces`` still to be read."""

    status: int
    headers: list[tuple[bytes, bytes]]
    whole: bytes = b""
    pieces: Any = None


class Front:
    """An ASGI application around the WSGI one: waits for bodies without a thread, and works in a few.

    ``known`` tells, in a thread, who sends a request, by one name for each person; None where nobody knows.
    """

    def __init__(self, pages: Pages, *, known: Known, threads: int) -> None:
        self.pages = pages
        self.known = known
        self.bodies = Bodies()
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="request")

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        environ = environ_of(scope, arrived=time.time())
        who = partial(self._in_thread, partial(self._sender_of, environ))
        with self.bodies.place() as body, suppress(Gone):
            try:
                await gather(environ, body, receive, who)
            except Refused as refusal:
                log.info("request refused", code=refusal.code, bytes=body.received)
                await tell(refusal, send)
                return
            await self._work({**environ, "wsgi.input": body.file}, partial(send_in_time, send))

    def _sender_of(self, environ: dict[str, Any]) -> str | None:
        close_old_connections()  # as Django does before the pages ask the database
        return self.known(environ)

    async def _work(self, environ: dict[str, Any], send: Send) -> None:
        answer = await self._in_thread(partial(ask, self.pages, environ))
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        if answer.pieces is not None:
            await self._send_pieces(answer.pieces, send)
        await send({"type": "http.response.body", "body": answer.whole})

    async def _send_pieces(self, pieces: Any, send: Send) -> None:
        try:
            rest = iter(pieces)
            while piece := await self._in_thread(partial(take, rest)):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        finally:
            await self._in_thread(pieces.close)

    async def _in_thread(self, call: Callable[[], Any]) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self.threads, call)


async def gather(environ: dict[str, Any], body: Body, receive: Receive, who: Who) -> None:
    """Take in a request's body, if it has one, and write its size into ``environ``."""
    length = environ.get("CONTENT_LENGTH", "")
    if environ["REQUEST_METHOD"] in BODILESS and not length and "HTTP_TRANSFER_ENCODING" not in environ:
        return
    await body.gather(receive, announced=int(length) if length.isdecimal() else 0, who=who)
    environ["CONTENT_LENGTH"] = str(body.kept)


def environ_of(scope: dict[str, Any], *, arrived: float) -> dict[str, Any]:
    """Return a request as WSGI describes one, without its body."""
    server, client = scope.get("server") or ("localhost", 80), scope.get("client") or ("", 0)
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 0),
        "REMOTE_ADDR": client[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        ARRIVED: arrived,
    }
    return {**environ, **headers_of(scope)}


def headers_of(scope: dict[str, Any]) -> dict[str, str]:
    """Return a request's headers by their WSGI names; one spelt with an underscore would pass for a proxy's own."""
    headers: dict[str, str] = {}
    for raw, value in scope["headers"]:
        if b"_" in raw:
            continue
        name = raw.decode("latin-1").upper().replace("-", "_")
        name = name if name in ("CONTENT_LENGTH", "CONTENT_TYPE") else f"HTTP_{name}"
        said = value.decode("latin-1")
        between = "; " if name == "HTTP_COOKIE" else ","
        headers[name] = f"{headers[name]}{between}{said}" if name in headers else said
    return headers


def ask(pages: Pages, environ: dict[str, Any]) -> Answer:
    """Let the pages answer, in the thread that this is called in."""
    started: list[Any] = []
    response = pages(environ, lambda status, headers, exc_info=None: started.extend((status, headers)))
    status, headers = started
    answer = partial(
        Answer,
        status=int(status[:3]),
        headers=[(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers],
    )
    if response.streaming:
        return answer(pieces=response)
    try:
        return answer(whole=b"".join(response))
    finally:
        response.close()


def take(rest: Iterator[bytes]) -> bytes:
    """Return the next bytes, many at a time; none at the end. What comes in large pieces is not copied."""
    taken, size = [], 0
    while size < PIECE_BYTES and (piece := next(rest, None)) is not None:
        taken.append(piece)
        size += len(piece)
    return b"".join(taken)


async def send_in_time(send: Send, message: dict[str, Any]) -> None:
    """Send a message, unless whoever asked takes it more slowly than a body may come, or not at all."""
    seconds = STALLED_SECONDS + len(message.get("body", b"")) / BYTES_PER_SECOND
    try:
        async with asyncio.timeout(seconds):
            await send(message)
    except TimeoutError as problem:
        log.info("answer broken off: nobody takes it", seconds=seconds)
        raise Gone from problem


async def tell(refusal: Refused, send: Send) -> None:
    """Answer a request that never reached the pages, and take no more from its sender."""
    said = f"{refusal.sentence}\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(said)).encode()),
        (b"connection", b"close"),
        (b"x-content-type-options", b"nosniff"),
    ]
    if refusal.retry_after is not None:
        headers.append((b"retry-after", str(refusal.retry_after).encode()))
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": said})
