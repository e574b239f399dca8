"""Calling an address that a stranger gave us: one request to a vetted address, in bounded time."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_address
from typing import Any

import httpcore
import httpx

from grader.addresses import Address
from hiring.lib.addresses import NOT_PUBLIC, NotCallable, read_url, refuse_private

Resolve = Callable[[str, int], list[Address]]


class Unanswered(Exception):
    """The address was called and gave no answer; the message is a sentence that says what happened."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How long a whole call may take, how much of its answer is read, and whether this machine may be called."""

    seconds: float
    answer_bytes: int
    own: bool


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a call was answered: a redirect is an answer like any other and is not followed."""

    status: int
    headers: Mapping[str, str]
    start: bytes


def resolve(host: str, port: int) -> list[Address]:
    """Return the addresses of a host, the best first."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:
        raise NotCallable(NOT_PUBLIC) from problem
    return [ip_address(where[0]) for *_, where in found]


def post(text: str, *, body: bytes, headers: Mapping[str, str], limits: Limits, resolve: Resolve = resolve) -> Answer:
    """Send ``body`` to a URL once; raise NotCallable where it may not be sent, Unanswered where no answer came.

    The name is resolved once, every address it leads to is vetted, and one of those very addresses is connected to.
    """
    ends = time.monotonic() + limits.seconds
    url = read_url(text, own=limits.own)
    port = url.port or (443 if url.scheme == "https" else 80)
    addresses = resolve(url.raw_host.decode(), port)
    refuse_private(addresses, own=limits.own, plain=url.scheme == "http")
    backend = Pinned(addresses, ends)
    try:
        return _ask(url, body, headers, limits, backend)
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as problem:
        raise Unanswered(_sentence(problem, limits.seconds)) from problem


def _ask(url: httpx.URL, body: bytes, headers: Mapping[str, str], limits: Limits, backend: Pinned) -> Answer:
    where = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    sent: Mapping[Any, str] = {
        "Host": url.netloc.decode(),
        "Accept-Encoding": "identity",
        "Connection": "close",
        "Content-Length": str(len(body)),
        **headers,
    }
    with (
        httpcore.ConnectionPool(network_backend=backend, ssl_context=tls() if url.scheme == "https" else None) as pool,
        pool.stream("POST", where, headers=sent, content=body) as response,
    ):
        told = {name.decode("ascii").lower(): value.decode("latin-1") for name, value in response.headers}
        return Answer(status=response.status, headers=told, start=_start_of(response, limits.answer_bytes))


def _start_of(response: httpcore.Response, most: int) -> bytes:
    """Return the first bytes of an answer; whoever said how it went may break off while telling more."""
    start = b""
    try:
        for part in response.iter_stream():
            start += part
            if len(start) >= most:
                break
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError):
        return start
    return start[:most]


@cache
def tls() -> ssl.SSLContext:
    """Return what decides which certificates are believed."""
    return httpx.create_ssl_context()


class Pinned(httpcore.SyncBackend):
    """Connects to addresses that were vetted, whatever the host's name leads to by now."""

    def __init__(self, addresses: Iterable[Address], ends: float) -> None:
        self.addresses = tuple(dict.fromkeys(addresses))
        self.ends = ends

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first of the addresses that answers."""
        refused: httpcore.ConnectError | None = None
        for address in self.addresses:
            try:
                return Hurried(super().connect_tcp(str(address), port, left(self.ends)), self.ends)
            except httpcore.ConnectError as problem:
                refused = problem
        raise refused or httpcore.ConnectError("no address")


class Hurried(httpcore.NetworkStream):
    """A connection of which every step has to be over by one moment, however slowly the other side trickles."""

    def __init__(self, stream: httpcore.NetworkStream, ends: float) -> None:
        self.stream = stream
        self.ends = ends

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what has come."""
        return self.stream.read(max_bytes, left(self.ends))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of it."""
        self.stream.write(buffer, left(self.ends))

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Agree on keys, under the name and not the address."""
        return Hurried(self.stream.start_tls(ssl_context, server_hostname, left(self.ends)), self.ends)

    def close(self) -> None:
        """Hang up."""
        self.stream.close()

    def get_extra_info(self, info: str) -> Any:
        """Tell what the connection knows of itself."""
        return self.stream.get_extra_info(info)


def left(ends: float) -> float:
    """Return how many seconds are left, or raise what a socket does that has waited too long."""
    seconds = ends - time.monotonic()
    if seconds <= 0:
        raise httpcore.TimeoutException
    return seconds


def _sentence(problem: Exception, seconds: float) -> str:
    if isinstance(problem, httpcore.TimeoutException):
        return f"There was no answer within {seconds:g} seconds."
    if isinstance(problem, httpcore.ConnectError):
        if isinstance(problem.__cause__ or problem.__context__, ssl.SSLError):
            return "No secure connection: its certificate or its TLS was not accepted."
        return "No connection: it was refused or is not reachable."
    if isinstance(problem, httpcore.ProtocolError):
        return "The connection was closed, or what came back was not HTTP."
    return "The connection was closed before an answer came."
