"""Writing into a trail that somebody looked at something: the most frequent entry, and the least that hangs on it."""

from __future__ import annotations

from django.db import connection, transaction

from hiring.lib.kept import insert_while
from hiring.market.locking import lock_world
from hiring.market.models import World
from hiring.market.services.trail import Deed, extend_trail, next_entries

IN_A_HURRY = "set_config('synchronous_commit', 'off', true)"
UNLOCKED = f"SELECT {IN_A_HURRY} FROM market_world WHERE id = %s FOR NO KEY UPDATE SKIP LOCKED"  # noqa: S608 - all ours


def write_look(*, world: World, deed: Deed) -> None:
    """Write a look into the trail without waiting for the disk.

    A crash may forget the looks of its last moments, never one before something that binds: whatever is offered,
    licensed, charged or granted waits for the disk, and for all that was written before it.

    The entry is made before the world is locked, and one statement locks and writes. If somebody else holds the lock or
    has written meanwhile, the entry is made again behind the lock.
    """
    [entry] = next_entries(world, [deed])
    if not insert_while(entry, UNLOCKED, world.pk):
        _write_behind_lock(world, deed)


@transaction.atomic
def _write_behind_lock(world: World, deed: Deed) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {IN_A_HURRY}")
    lock_world(world)
    extend_trail(world=world, deeds=[deed])
