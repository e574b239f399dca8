"""Whose market an access token opens."""

from __future__ import annotations

import hashlib
from typing import Any

from oauth2_provider.models import get_access_token_model

from hiring.lib.kept import Kept

VERSION = "application__world__attempt__invitation__cohort__version"
_ISSUED: Kept[Any] = Kept(
    lambda checksum: (
        get_access_token_model()
        .objects.select_related(VERSION)
        .defer(*(f"{VERSION}__{name}" for name in ("prose", "brief", "rubric")))
        .filter(token_checksum=checksum)
    ),
    "checksum",
)


def usable_token(token: str) -> Any | None:
    """Return the access token that reads so, with its credential and its market, while it opens anything.

    Everything is asked anew each time, in one statement, so that what was revoked or withdrawn ends at once.
    """
    issued = _ISSUED.first(hashlib.sha256(token.encode()).hexdigest())
    if issued is None or issued.is_expired() or not issued.application.is_open:
        return None
    world = issued.application.world
    world.plan = world.attempt.invitation.cohort.version.plan
    return issued
