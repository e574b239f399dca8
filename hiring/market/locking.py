"""The one lock of a world: whoever writes anything of it takes this first, so an attempt's writes are serial."""

from __future__ import annotations

from hiring.market.models import World


def lock_world(world: World) -> None:
    """Hold the world's row until the caller's transaction ends; taking it again costs nothing."""
    World.objects.select_for_update(no_key=True).only("pk").get(pk=world.pk)
