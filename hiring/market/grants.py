"""When a licence and a grant of access under it are good, and what the grant's URL is bound to."""

from __future__ import annotations

from django.utils import timezone

from hiring.lib.refused import Refused
from hiring.market.models import Grant, Licence
from hiring.market.signed_urls import Bound


def bound_of(grant: Grant) -> Bound:
    """Return what the signature of a grant's URL is bound to."""
    licence = grant.licence
    return Bound(
        grant=grant.pk,
        attempt=licence.world.attempt_id,
        revision=licence.revision_id,
        expires_at=grant.expires_at,
    )


def refuse_lapsed(licence: Licence) -> None:
    """Refuse a licence that is no longer in force."""
    if licence.revoked_at is not None:
        raise Refused(
            "licence_revoked",
            f"This licence was revoked: {licence.revoked_because} Stop using the data, or license other data.",
            status=403,
        )
    if licence.expires_at <= timezone.now():
        raise Refused("licence_expired", "This licence has expired. Make a new offer and accept it.", status=403)


def refuse_expired(grant: Grant) -> None:
    """Refuse a grant whose time is over or whose licence has lapsed."""
    if grant.expires_at <= timezone.now():
        raise Refused("url_expired", "This URL has expired. Ask for access again.", status=403)
    refuse_lapsed(grant.licence)
