"""The product's front, and beside it in the same process a file server that does nothing else."""

from __future__ import annotations

from typing import Any, Final

from bench.tools.settings import LARGE_FILE
from hiring.asgi import application as product
from hiring.lib.front import Send

PIECE_BYTES: Final = 1024 * 1024
FILE: Final = "/bench/file"


async def application(scope: dict[str, Any], receive: Any, send: Send) -> None:
    """Answer with the file, or let the product answer."""
    if scope["path"] != FILE:
        await product(scope, receive, send)
        return
    size = str(LARGE_FILE.stat().st_size).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", size)]})
    with LARGE_FILE.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})
