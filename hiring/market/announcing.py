"""What the market tells of by itself: each fact as its webhook says it, written in the transaction of the fact."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone

from hiring.keys.models import SigningKey
from hiring.lib.moments import rfc3339
from hiring.market.documents import revision_facts, usage_facts
from hiring.market.models import Licence, Receipt, Revision, World
from hiring.webhooks.intake import announce
from hiring.webhooks.kinds import Kind


def tell_usage(world: World, receipts: Iterable[Receipt]) -> None:
    """Tell an attempt that one report of use was taken and charged."""
    uses = [{**usage_facts(receipt.usage, receipt.charged_micro), "receipt": str(receipt.pk)} for receipt in receipts]
    announce(kind=Kind.USAGE_REPORTED, data={"uses": uses}, occurred_at=timezone.now(), owner=world.pk)


def tell_revocation(licence: Licence) -> None:
    """Tell an attempt that its licence was taken back."""
    data = {
        **revision_facts(licence.revision),
        "licence": str(licence.pk),
        "reason": licence.revoked_because,
        "revoked_at": rfc3339(licence.revoked_at or timezone.now()),
    }
    announce(kind=Kind.LICENCE_REVOKED, data=data, occurred_at=timezone.now(), owner=licence.world_id)


def tell_rotation(key: SigningKey) -> None:
    """Tell everyone that a new key signs."""
    data = {
        "kid": key.kid,
        "purpose": str(key.purpose),
        "active_from": rfc3339(key.active_from),
        "jwks": f"{settings.PUBLIC_URL}/.well-known/jwks.json",
    }
    announce(kind=Kind.KEY_ROTATED, data=data, occurred_at=timezone.now())


def tell_revisions(revisions: Iterable[Revision]) -> None:
    """Tell everyone of the datasets that were on offer before and have a new revision."""
    for revision in revisions:
        if revision.number > 1:
            announce(kind=Kind.LISTING_REVISED, data=revision_facts(revision), occurred_at=timezone.now())
