"""Asking the database and the broker in few turns changes nothing of what they answer."""

from __future__ import annotations

from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from django.db.transaction import TransactionManagementError
from redis import Redis

from hiring.lib.cache import ForgetfulRedisCache
from hiring.market.locking import lock_world
from hiring.market.models import TrailEntry, World
from hiring.market.services.trail import append_trail


def test_a_kept_statement_finds_what_came_since(world: World) -> None:
    written = [append_trail(world=world, kind="dataset.viewed", facts={"listing": slug}) for slug in ("a", "b")]
    assert list(TrailEntry.objects.filter(world=world).order_by("sequence"))[-2:] == written
    assert written[1].previous == written[0].hash


def test_a_world_is_locked_in_a_transaction_or_not_at_all(live_database: str) -> None:
    with pytest.raises(TransactionManagementError):
        lock_world(World(pk=uuid4()))


def test_a_connection_that_the_server_closed_is_noticed(live_database: str) -> None:
    connection.ensure_connection()
    assert connection.is_usable()
    ours = connection.connection.info.backend_pid
    with psycopg.connect(live_database, autocommit=True) as other:
        assert other.execute("SELECT pg_terminate_backend(%s, 5000)", [ours]).fetchone() == (True,)
    assert not connection.is_usable()


def test_requests_are_counted_in_one_turn(broker_server: str, broker: Redis) -> None:
    cache = ForgetfulRedisCache(broker_server, {})
    counted = [cache.count("alice", most=2, window=60) for _ in range(3)]
    assert [(one.let_in, one.count) for one in counted] == [(True, 1), (True, 2), (False, 2)]
    assert 0 < counted[2].seconds <= 60
