"""Replacing the keys that the market signs with."""

from __future__ import annotations

from django.db import transaction

from hiring.keys.models import SigningKey
from hiring.keys.services import rotate
from hiring.market.services.announcing import tell_rotation


@transaction.atomic
def rotate_key(*, purpose: SigningKey.Purpose) -> SigningKey:
    """Put a new key in the place of the current one, and tell everyone who wishes to hear of it."""
    key = rotate(purpose=purpose)
    tell_rotation(key)
    return key
