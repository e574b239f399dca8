"""What the request at hand carries along, for whoever writes what binds: as ambient as its id in the logs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import structlog

from hiring.lib.tracing import Carried

_AT_HAND: ContextVar[Carried] = ContextVar("carried", default=Carried())  # noqa: B039 - nothing changes it


def carried() -> Carried:
    """Return what the request at hand carries; nothing outside a request."""
    return _AT_HAND.get()


@contextmanager
def carrying(along: Carried) -> Iterator[None]:
    """Carry something along for as long as the block runs; what is logged in it names the trace."""
    before = _AT_HAND.set(along)
    try:
        with structlog.contextvars.bound_contextvars(**({"trace_id": along.trace_id} if along.trace else {})):
            yield
    finally:
        _AT_HAND.reset(before)


def name_in_logs(**names: str) -> None:
    """Let whatever else is logged of the request at hand name what it is about."""
    structlog.contextvars.bind_contextvars(**names)
