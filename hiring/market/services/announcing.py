"""What the market tells of by itself: each fact as its webhook says it, written in the transaction of the fact."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from grader.faults import Kind as FaultKind, Route
from hiring.keys.models import SigningKey
from hiring.lib.moments import rfc3339
from hiring.market.catalogue import revised_for
from hiring.market.documents import revision_facts, usage_facts
from hiring.market.earnings import payout_facts
from hiring.market.locking import lock_world
from hiring.market.models import Licence, Payout, Receipt, Revision, World
from hiring.market.services.counting import count_request, plays_on
from hiring.webhooks.intake import announce, repeat_delivery
from hiring.webhooks.kinds import Kind
from hiring.webhooks.models import Delivery
from hiring.webhooks.queries import owners_wishing
from hiring.webhooks.services.deliveries import hold_back


def tell_usage(world: World, receipts: Iterable[Receipt]) -> None:
    """Tell an attempt that one report of use was taken and charged."""
    uses = [{**usage_facts(receipt.usage, receipt.charged_micro), "receipt": str(receipt.pk)} for receipt in receipts]
    _tell(Kind.USAGE_REPORTED, {"uses": uses}, [world])


def tell_revocation(licence: Licence) -> None:
    """Tell an attempt that its licence was taken back."""
    data = {
        **revision_facts(licence.revision),
        "licence": str(licence.pk),
        "reason": licence.revoked_because,
        "revoked_at": rfc3339(licence.revoked_at or timezone.now()),
    }
    _tell(Kind.LICENCE_REVOKED, data, [licence.world])


def tell_payout(payout: Payout) -> None:
    """Tell an attempt what a market day of its listing came to."""
    _tell(Kind.PAYOUT_CREATED, {**payout_facts(payout), "standing": str(payout.standing)}, [payout.world])


def tell_rotation(key: SigningKey) -> None:
    """Tell every attempt that is not over that a new key signs."""
    data = {
        "kid": key.kid,
        "purpose": str(key.purpose),
        "active_from": rfc3339(key.active_from),
        "jwks": f"{settings.PUBLIC_URL}/.well-known/jwks.json",
    }
    _tell(Kind.KEY_ROTATED, data, list(_wishing(Kind.KEY_ROTATED)))


def tell_revisions(revisions: Iterable[Revision]) -> None:
    """Tell of the datasets that were on offer before and have a new revision, each attempt of those it is offered."""
    revised = {revision: list[World]() for revision in revisions if revision.number > 1}
    for world in _wishing(Kind.LISTING_REVISED) if revised else ():
        for revision in revised_for(world, revised):
            revised[revision].append(world)
    _hold(world for worlds in revised.values() for world in worlds)
    for revision, worlds in revised.items():
        _tell(Kind.LISTING_REVISED, revision_facts(revision), worlds)


def tell_revision(world: World, revision: Revision) -> None:
    """Tell one attempt that a dataset has a new revision, which is there for it alone."""
    _tell(Kind.LISTING_REVISED, revision_facts(revision), [world])


def _tell(kind: Kind, data: Mapping[str, Any], worlds: Collection[World]) -> None:
    """Tell some attempts; the fault plan of each may send a message twice or hold it back."""
    disturbed = _hold(worlds)
    told = announce(kind=kind, data=data, occurred_at=timezone.now(), owners=[world.pk for world in worlds])
    for delivery in sorted(told, key=lambda delivery: delivery.endpoint.created_at):
        if world := disturbed.get(delivery.endpoint.owner):
            _disturb(world, delivery)


def _hold(worlds: Iterable[World]) -> dict[UUID, World]:
    """Lock those whose plan disturbs webhooks, always in the same order, and return them by their id."""
    disturbed = {world.pk: world for world in worlds if plays_on(world, Route.WEBHOOK)}
    for owner in sorted(disturbed):
        lock_world(disturbed[owner])
    return disturbed


def _disturb(world: World, delivery: Delivery) -> None:
    subject = str(delivery.endpoint_id)
    for fault in count_request(world=world, route=Route.WEBHOOK, subject=subject, listing=""):
        if fault.kind == FaultKind.REPEATED:
            repeat_delivery(delivery=delivery, times=fault.times)
        else:
            hold_back(delivery=delivery)


def _wishing(kind: Kind) -> Iterator[World]:
    """Yield the attempts that wish to hear of a kind of things and are not over."""
    wishing = World.objects.filter(pk__in=owners_wishing(kind))
    related = wishing.select_related("attempt__invitation__cohort__version")
    for world in related.prefetch_related("attempt__extensions"):
        world.plan = world.attempt.invitation.cohort.version.plan
        if not world.is_over:
            yield world
