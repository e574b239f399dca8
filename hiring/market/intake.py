"""The door by which transforms begin: each commits, and then rings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.db import transaction

from hiring.market.models import Transform, World
from hiring.market.services.edge import open_transform
from hiring.market.tasks import ring_for_transform


def ask_transform(*, world: World, url: str, steps: Sequence[Mapping[str, Any]]) -> Transform:
    """Ask for the bytes behind a signed URL to be passed through steps."""
    transform = open_transform(world=world, url=url, steps=steps)
    transaction.on_commit(partial(ring_for_transform, transform.pk))
    return transform
