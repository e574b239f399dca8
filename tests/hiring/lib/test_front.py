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

from hiring.lib import bodies, front
from hiring.lib.arrivals import ARRIVED, LONGEST_AT_A_PROXY, arrival_of
from hiring.lib.bodies import SMALL_BYTES, Bodies, Gone, Who
from hiring.lib.front import environ_of, send_in_time
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


@pytest.mark.parametrize("shown", ["", "Authorization: Bearer x\r\n", "Cookie: sessionid=xxxxxxxxxxxxxxxx\r\n"])
def test_strangers_are_refused_before_they_send_much(server: httpx.Client, shown: str) -> None:
    with begun(server, length=SMALL_BYTES + 1, header=shown) as sender:
        answer = sender.recv(4096).decode()
    assert answer.startswith("HTTP/1.1 413 ")
    assert "Sign in, or send an access token" in answer


async def somebody() -> str | None:
    """Who sends, where it doesn't matter."""
    return "alice"


async def nobody() -> str | None:
    """Nobody known sends."""
    return None


def gather(held: Bodies, *sizes: int, who: Who = somebody) -> tuple[int, int]:
    """Gather a body that comes in parts, and return how much came and how much was kept."""
    parts = [{"type": "http.request", "body": bytes(size), "more_body": True} for size in sizes]
    parts[-1]["more_body"] = False

    async def receive() -> dict[str, Any]:
        return parts.pop(0)

    with held.place() as body:
        asyncio.run(body.gather(receive, announced=0, who=who))
        return body.received, body.kept


def test_a_stranger_who_announces_nothing_is_refused_where_it_grows_large() -> None:
    assert gather(Bodies(), SMALL_BYTES, who=nobody) == (SMALL_BYTES, SMALL_BYTES)
    with pytest.raises(Refused, match="from somebody unknown"):
        gather(Bodies(), SMALL_BYTES, 1, who=nobody)


def stall_after(*sizes: int) -> Refused:
    """How a body is refused that comes in parts, of which the last never comes."""
    parts = [{"type": "http.request", "body": bytes(size), "more_body": True} for size in sizes]

    async def receive() -> dict[str, Any]:
        return parts.pop(0) if parts else await asyncio.sleep(60, {})

    with Bodies().place() as body, pytest.raises(Refused) as refused:
        asyncio.run(body.gather(receive, announced=0, who=somebody))
    return refused.value


def test_a_body_that_stalls_is_ended_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "GRACE_SECONDS", 0.05)
    assert stall_after().sentence.startswith("Only 0 bytes came in 0 seconds.")


def test_a_fast_beginning_buys_no_more_than_one_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "STALLED_SECONDS", 0.05)
    assert stall_after(1_000_000, 1).sentence.startswith("Only 1,000,001 bytes came in 0 seconds.")


def test_what_is_beyond_the_largest_bundle_is_heard_out_and_not_kept(settings: Settings) -> None:
    settings.BUNDLE_MAX_BYTES = 1000
    held = Bodies()
    assert gather(held, 900, 100_000) == (100_900, 1000 + bodies.AROUND_BYTES)
    assert held.held.total() == 0


def test_nobody_uses_up_the_room_of_others(settings: Settings) -> None:
    settings.BUNDLE_MAX_BYTES = 1000
    held = Bodies()
    held.count("charlie", 2 * bodies.largest_body())
    with pytest.raises(Refused, match="the most we hold for one person"):
        held.count("charlie", 1)
    assert gather(held, 66_000) == (66_000, 66_000)


def test_what_is_large_waits_while_there_is_no_room_and_what_is_small_does_not(settings: Settings) -> None:
    settings.BUNDLE_MAX_BYTES = 1000
    held = Bodies()
    for number in range(5):
        held.count(f"stranger {number}", 2 * bodies.largest_body())
    full = held.held.total()
    with pytest.raises(Refused, match="again in a minute"):
        gather(held, 66_000)
    assert gather(held, SMALL_BYTES) == (SMALL_BYTES, SMALL_BYTES)
    assert held.held.total() == full


def test_who_takes_nothing_of_an_answer_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "STALLED_SECONDS", 0.05)

    async def stuck(message: dict[str, Any]) -> None:
        await asyncio.sleep(60)

    with pytest.raises(Gone):
        asyncio.run(send_in_time(stuck, {"type": "http.response.body", "body": b"x"}))


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
