"""Slow senders hold up nobody, and what counts of an upload is when it began: with a real server and real sockets."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from django.test import RequestFactory
from django.utils import timezone
from pytest_django import Settings

from hiring.lib import bodies
from hiring.lib.arrivals import ARRIVED, LONGEST_AT_A_PROXY, arrival_of
from hiring.lib.bodies import STRANGERS_BYTES, Bodies
from hiring.lib.front import environ_of
from hiring.lib.refused import Refused

MANY = 40


@contextmanager
def begun(server: httpx.Client, *, length: int, header: str = "") -> Iterator[socket.socket]:
    """A request for the sign-in page that has sent its head and one byte of its body."""
    address = urlsplit(str(server.base_url))
    with socket.create_connection((str(address.hostname), address.port or 80), timeout=10) as sender:
        head = f"POST /sign-in/ HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Length: {length}\r\n{header}\r\n"
        sender.sendall(head.encode() + b"x")
        yield sender


def test_forty_slow_senders_hold_up_nobody(server: httpx.Client) -> None:
    with ExitStack() as slow:
        for _ in range(MANY):
            slow.enter_context(begun(server, length=1000))
        began = time.monotonic()
        assert server.get("/sign-in/").status_code == 200
        assert time.monotonic() - began < 5


def test_strangers_are_refused_before_they_send_much(server: httpx.Client) -> None:
    with begun(server, length=STRANGERS_BYTES + 1) as sender:
        answer = sender.recv(4096).decode()
    assert answer.startswith("HTTP/1.1 413 ")
    assert "Sign in, or send an access token." in answer


def test_a_body_that_stalls_is_ended_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "GRACE_SECONDS", 0.05)

    async def stall() -> dict[str, Any]:
        await asyncio.sleep(10)
        return {"type": "http.disconnect"}

    with Bodies().place() as body, pytest.raises(Refused, match="Only 0 bytes came"):
        asyncio.run(body.gather(stall, known=True))


def gather(held: Bodies, *sizes: int) -> tuple[int, int]:
    """Gather a body that comes in parts, and return how much came and how much was kept."""
    parts = [{"type": "http.request", "body": bytes(size), "more_body": True} for size in sizes]
    parts[-1]["more_body"] = False

    async def receive() -> dict[str, Any]:
        return parts.pop(0)

    with held.place() as body:
        asyncio.run(body.gather(receive, known=True))
        return body.received, body.kept


def test_what_is_beyond_the_largest_bundle_is_heard_out_and_not_kept(settings: Settings) -> None:
    settings.BUNDLE_MAX_BYTES = 1000
    held = Bodies()
    assert gather(held, 900, 100_000) == (100_900, 1000 + bodies.AROUND_BYTES)
    assert held.held == 0


def test_no_more_is_held_at_once_than_there_is_room_for(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.BUNDLE_MAX_BYTES = 1000
    monkeypatch.setattr(bodies, "MOST_LARGEST", 1)
    held = Bodies()
    held.held = bodies.AROUND_BYTES
    with pytest.raises(Refused, match="again in a minute"):
        gather(held, 1001)
    assert held.held == bodies.AROUND_BYTES


def test_a_header_with_an_underscore_does_not_pass_for_a_proxy_s_own() -> None:
    scope = {
        "method": "GET",
        "path": "/é",
        "query_string": b"a=1",
        "http_version": "1.1",
        "scheme": "http",
        "headers": [(b"x_forwarded_for", b"10.0.0.1"), (b"cookie", b"a=1"), (b"cookie", b"b=2"), (b"host", b"h")],
    }
    environ = environ_of(scope, arrived=1.0)
    assert "HTTP_X_FORWARDED_FOR" not in environ
    assert (environ["HTTP_COOKIE"], environ["HTTP_HOST"], environ["PATH_INFO"]) == ("a=1; b=2", "h", "/Ã©")


ARRIVAL = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("trusted", "said", "seconds"),
    [
        (False, -20, 0),
        (True, -20, -20),
        (True, 20, 0),
        (True, -86400, -LONGEST_AT_A_PROXY.total_seconds()),
    ],
)
def test_a_proxy_says_when_a_request_began_if_it_is_trusted(
    settings: Settings, trusted: bool, said: float, seconds: float
) -> None:
    settings.TRUST_REQUEST_START = trusted
    start = f"t={(ARRIVAL + timedelta(seconds=said)).timestamp():.3f}"
    request = RequestFactory().post("/", headers={"X-Request-Start": start})
    request.META[ARRIVED] = ARRIVAL.timestamp()
    assert arrival_of(request) == ARRIVAL + timedelta(seconds=seconds)


def test_without_a_stamp_a_request_begins_when_it_is_asked(settings: Settings) -> None:
    settings.TRUST_REQUEST_START = True
    request = RequestFactory().post("/", headers={"X-Request-Start": "yesterday"})
    assert timezone.now() - arrival_of(request) < timedelta(seconds=5)
