"""Real processes trade in the same markets at once; whoever looks, at any moment, finds books that balance."""

from __future__ import annotations

from collections.abc import Sequence

import psycopg

from hiring.market.models import Account, Receipt, World
from hiring.market.services.keys import issue_key
from tests.hiring.market.books import UNBALANCED_COMMITS, assert_whole
from tests.hiring.market.hammering import hammered

PROCESSES = 4
CAP_MICRO = 20_000_000
ROUNDS = 8
HOW_MANY = "SELECT COUNT(*) FROM market_trailentry"


def watch(url: str, worlds: Sequence[World], *, kill_one: bool = False) -> set[int]:
    """Hammer markets and look at them by a connection of its own until all is quiet; return how far each look saw."""
    seen: set[int] = set()
    for world in worlds:
        issue_key(world=world, label="shared", cap_micro=CAP_MICRO, scopes=["usage:write"])
    with (
        psycopg.connect(url, autocommit=True) as outside,
        hammered(worlds, processes=PROCESSES, rounds=ROUNDS) as at_it,
    ):
        while any(process.is_alive() for process in at_it):
            cursor = outside.cursor()
            assert_whole(cursor)
            [[written]] = cursor.execute(HOW_MANY).fetchall()
            seen.add(written)
            if kill_one and len(seen) == 5:
                at_it[0].kill()
        assert_whole(outside.cursor())
        assert outside.execute(UNBALANCED_COMMITS).fetchall() == []
    assert [process.exitcode for process in at_it[1:]] == [0] * (PROCESSES - 1)
    assert at_it[0].exitcode == (-9 if kill_one else 0)
    return seen


def test_one_market_hammered_by_four_processes_balances_at_every_moment(live_database: str, world: World) -> None:
    assert len(watch(live_database, [world])) > ROUNDS
    assert 1 < Receipt.objects.count() <= 40


def test_several_markets_hammered_by_four_processes_balance_each(
    live_database: str, world: World, other_world: World
) -> None:
    assert len(watch(live_database, [world, other_world])) > ROUNDS
    assert all(each.accounts.get(kind=Account.Kind.WALLET).balance_micro >= 0 for each in (world, other_world))


def test_a_process_killed_amid_its_work_leaves_nothing_half_written(live_database: str, world: World) -> None:
    watch(live_database, [world], kill_one=True)
