"""Every kind of message that is sent, and the states a delivery of one ends in."""

from __future__ import annotations

from django.db.models import TextChoices

DELIVERED = "delivered"


class Kind(TextChoices):
    """What a message tells of; ``ping`` is sent on request, to try an endpoint."""

    USAGE_REPORTED = "usage.reported", "use was reported and charged"
    LICENCE_REVOKED = "licence.revoked", "a licence was taken back"
    KEY_ROTATED = "key.rotated", "a new key signs tokens or URLs"
    LISTING_REVISED = "listing.revised", "a dataset has a new revision"
    PAYOUT_CREATED = "payout.created", "a market day of your listing is settled"
    PING = "ping", "sent on request"


OF_THE_MARKET: tuple[Kind, ...] = tuple(kind for kind in Kind if kind is not Kind.PING)
