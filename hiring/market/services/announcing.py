"""What the market tells of by itself: each fact as its webhook says it, written in the transaction of the fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from hiring.keys.models import SigningKey
from hiring.lib.moments import rfc3339
from hiring.market.catalogue import revised_for
from hiring.market.documents import revision_facts, usage_facts
from hiring.market.models import Licence, Receipt, Revision, World
from hiring.webhooks.intake import announce
from hiring.webhooks.kinds import Kind
from hiring.webhooks.queries import owners_wishing


def tell_usage(world: World, receipts: Iterable[Receipt]) -> None:
    """Tell an attempt that one report of use was taken and charged."""
    uses = [{**usage_facts(receipt.usage, receipt.charged_micro), "receipt": str(receipt.pk)} for receipt in receipts]
    announce(kind=Kind.USAGE_REPORTED, data={"uses": uses}, occurred_at=timezone.now(), owners=[world.pk])


def tell_revocation(licence: Licence) -> None:
    """Tell an attempt that its licence was taken back."""
    data = {
        **revision_facts(licence.revision),
        "licence": str(licence.pk),
        "reason": licence.revoked_because,
        "revoked_at": rfc3339(licence.revoked_at or timezone.now()),
    }
    announce(kind=Kind.LICENCE_REVOKED, data=data, occurred_at=timezone.now(), owners=[licence.world_id])


def tell_rotation(key: SigningKey) -> None:
    """Tell every attempt that is not over that a new key signs."""
    data = {
        "kid": key.kid,
        "purpose": str(key.purpose),
        "active_from": rfc3339(key.active_from),
        "jwks": f"{settings.PUBLIC_URL}/.well-known/jwks.json",
    }
    owners = [world.pk for world in _wishing(Kind.KEY_ROTATED)]
    announce(kind=Kind.KEY_ROTATED, data=data, occurred_at=timezone.now(), owners=owners)


def tell_revisions(revisions: Iterable[Revision]) -> None:
    """Tell of the datasets that were on offer before and have a new revision, each attempt of those it is offered."""
    revised = {revision: list[UUID]() for revision in revisions if revision.number > 1}
    for world in _wishing(Kind.LISTING_REVISED) if revised else ():
        for revision in revised_for(world, revised):
            revised[revision].append(world.pk)
    for revision, owners in revised.items():
        announce(kind=Kind.LISTING_REVISED, data=revision_facts(revision), occurred_at=timezone.now(), owners=owners)


def _wishing(kind: Kind) -> Iterator[World]:
    """Yield the attempts that wish to hear of a kind of things and are not over."""
    wishing = World.objects.filter(pk__in=owners_wishing(kind))
    related = wishing.select_related("attempt__invitation__cohort__version")
    for world in related.prefetch_related("attempt__extensions"):
        world.plan = world.attempt.invitation.cohort.version.plan
        if not world.is_over:
            yield world
