"""The one lock of a world: whoever writes anything of it takes this first, so an attempt's writes are serial."""

from __future__ import annotations

from uuid import uuid4

from django.db import connection
from django.db.transaction import TransactionManagementError

from hiring.lib.kept import Kept
from hiring.market.models import World

_LOCK = Kept(lambda pk: World.objects.select_for_update(no_key=True).values_list("pk").filter(pk=pk), uuid4())


def lock_world(world: World) -> None:
    """Hold the world's row until the caller's transaction ends; taking it again costs nothing."""
    if connection.get_autocommit():
        raise TransactionManagementError("A world is locked by a transaction, and here is none.")
    _LOCK.run(world.pk)
