"""The one lock of a world: whoever writes anything of it takes this first, so an attempt's writes are serial.

What a candidate trades takes it by ``lock_open_market``, which lets nothing through after the attempt has ended.
"""

from __future__ import annotations

from uuid import uuid4

from django.db import connection
from django.db.transaction import TransactionManagementError

from hiring.lib.kept import Kept
from hiring.lib.refused import Refused
from hiring.market.models import World

_LOCK = Kept(lambda pk: World.objects.select_for_update(no_key=True).values_list("pk").filter(pk=pk), uuid4())


def lock_world(world: World) -> None:
    """Hold the world's row until the caller's transaction ends; taking it again costs nothing."""
    if connection.get_autocommit():
        raise TransactionManagementError("A world is locked by a transaction, and here is none.")
    _LOCK.run(world.pk)


def lock_open_market(world: World) -> None:
    """Hold the world's row for something that counts for its attempt; refuse it once the attempt has ended."""
    lock_world(world)
    if world.is_closed:
        raise Refused(
            "market_closed",
            "This attempt has ended, so its market is closed: nothing more is asked, licensed, reported, registered or "
            "published there. What is there can still be read. If your time ran out, ask the organisation for an "
            "extension; it can be granted after the deadline too.",
        )
