"""The key in use for a purpose, made the first time it is asked for."""

from __future__ import annotations

from django.db import connection, transaction
from django.utils import timezone

from hiring.keys.making import new_key
from hiring.keys.models import ADOPTED, SigningKey
from hiring.lib.kept import Kept

_NEWEST = Kept(
    lambda purpose, now: (
        SigningKey.objects.filter(purpose=purpose, active_from__lte=now)
        .exclude(sealed=ADOPTED)
        .order_by("-active_from")[:1]
    ),
    "purpose",
    timezone.now(),
)

# One number that means "making keys" among the database's advisory locks.
LOCK = 0x6B_6579


def current_key(purpose: SigningKey.Purpose) -> SigningKey:
    """Return the newest active key, making the first one; of many who find none, one makes it and the rest wait."""
    if key := _newest_active(purpose):
        return key
    with transaction.atomic():
        lock_keys()
        if key := _newest_active(purpose):
            return key
        key = new_key(purpose)
        key.save(force_insert=True)
    return key


def _newest_active(purpose: SigningKey.Purpose) -> SigningKey | None:
    return _NEWEST.first(purpose.value, timezone.now())


def lock_keys() -> None:
    """Let nobody else make or retire keys until the caller's transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
