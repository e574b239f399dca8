"""The key in use for a purpose, made the first time it is asked for."""

from __future__ import annotations

from django.db import connection, transaction

from hiring.keys.making import new_key
from hiring.keys.models import SigningKey

# One number that means "making keys" among the database's advisory locks.
LOCK = 0x6B_6579


def current_key(purpose: SigningKey.Purpose) -> SigningKey:
    """Return the newest key in use, making the first one; of many who find none, one makes it and the rest wait."""
    in_use = SigningKey.objects.filter(purpose=purpose, retired_at=None).order_by("-active_from")
    if key := in_use.first():
        return key
    with transaction.atomic():
        lock_keys()
        if key := in_use.first():
            return key
        key = new_key(purpose)
        key.save(force_insert=True)
    return key


def lock_keys() -> None:
    """Let nobody else make or retire keys until the caller's transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
