"""Taking reports of use: each event once, charged and answered with a signed receipt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hiring.keys.services import sign_all
from hiring.lib.moments import rfc3339
from hiring.lib.refused import Detail, Refused
from hiring.market.documents import RECEIPT, usage_claims, usage_facts
from hiring.market.locking import lock_open_market
from hiring.market.models import Credential, Licence, Receipt, UsageEvent, World
from hiring.market.pricing import Fact, Model, charge
from hiring.market.services.announcing import tell_usage
from hiring.market.services.ledger import Charge, bill_wallet, pay
from hiring.market.services.trail import Deed, extend_trail

MOST_EVENTS = 100
MOST_AT_ONCE = 10**12
CLOCK_DRIFT = timedelta(minutes=2)
REUSED = "event_id_reused", "This event id was used before, for other facts. Give each event an id of its own."


@dataclass(frozen=True, kw_only=True)
class Use:
    """One reported use of a licensed dataset; ``event_id`` is the reporter's own name for it.

    ``inference`` is their name of the inference that a retrieval served; one inference may be served by many.
    """

    event_id: str
    licence: UUID
    kind: str
    quantity: int
    model: str
    feature: str
    occurred_at: datetime
    inference: str = ""


@transaction.atomic
def report_usage(*, world: World, uses: Sequence[Use], credential: Credential | None = None) -> list[Receipt]:
    """Record uses, charge them and sign their receipts, in the order given: all of them, or none.

    A use that was reported before gets the receipt it got then; the same event id with other facts is refused.
    """
    if not 1 <= len(uses) <= MOST_EVENTS:
        raise Refused("bad_batch", f"A report holds 1 to {MOST_EVENTS} events, not {len(uses)}.", status=422)
    lock_open_market(world)
    licences = world.licences.select_related("revision__listing", "offer", "world").in_bulk(
        [use.licence for use in uses]
    )
    receipts = _receipts_given(world, uses)
    if faults := tuple(_faults(uses, licences, receipts)):
        sentence = f"{len(faults)} of {len(uses)} events can't be taken, so none was. Mend them and report all again."
        raise Refused("usage_refused", sentence, status=422, details=faults)
    new = {use.event_id: use for use in uses if use.event_id not in receipts}
    if new:
        receipts |= _enter(world, list(new.values()), licences, credential)
    return [receipts[use.event_id] for use in uses]


def _receipts_given(world: World, uses: Sequence[Use]) -> dict[str, Receipt]:
    given = Receipt.objects.select_related("usage").filter(
        usage__world=world, usage__event_id__in=[use.event_id for use in uses]
    )
    return {receipt.usage.event_id: receipt for receipt in given}


def _faults(uses: Sequence[Use], licences: Mapping[UUID, Licence], receipts: Mapping[str, Receipt]) -> Iterator[Detail]:
    named = {event_id: _use_of(receipt.usage) for event_id, receipt in receipts.items()}
    for index, use in enumerate(uses):
        fault = None
        if named.setdefault(use.event_id, use) != use:
            fault = REUSED
        elif use.event_id not in receipts:
            fault = _fault_in(use, licences.get(use.licence))
        if fault:
            yield Detail(pointer=f"/events/{index}", code=fault[0], detail=fault[1])


def _fault_in(use: Use, licence: Licence | None) -> tuple[str, str] | None:
    """Return the code and the sentence of what is wrong with a new event."""
    if licence is None:
        return "no_such_licence", "This attempt holds no such licence."
    if use.kind not in UsageEvent.Kind.values:
        return "bad_kind", f"A use is one of {', '.join(UsageEvent.Kind.values)}."
    if use.inference and use.kind != UsageEvent.Kind.RETRIEVAL:
        return "not_a_retrieval", "Only a retrieval names the inference it served. Leave it out, or report a retrieval."
    if not 1 <= use.quantity <= MOST_AT_ONCE:
        return "bad_quantity", f"A quantity is between 1 and {MOST_AT_ONCE:,}."
    if use.occurred_at > timezone.now() + CLOCK_DRIFT:
        return "in_the_future", "This use has not happened yet. Report it when it has, and check your clock."
    if use.occurred_at < licence.created_at - CLOCK_DRIFT:
        return "before_licence", f"This use is older than its licence, which is of {rfc3339(licence.created_at)}."
    ended = min(licence.expires_at, licence.revoked_at or licence.expires_at)
    if use.occurred_at >= ended:
        return "after_licence", f"This use is after the end of its licence at {rfc3339(ended)}."
    return None


def _enter(
    world: World, uses: Sequence[Use], licences: Mapping[UUID, Licence], credential: Credential | None
) -> dict[str, Receipt]:
    """Charge new uses, record them and sign their receipts, which are returned by event id."""
    usages = [_usage_of(use, world, licences[use.licence]) for use in uses]
    charges = [_charge_for(usage) for usage in usages]
    # Before anything is written: a charge beyond every wallet can be beyond every number a receipt may hold, too.
    bill = bill_wallet(world=world, charges=charges, credential=credential)
    receipts = [
        Receipt(usage=usage, charged_micro=charge.amount_micro) for usage, charge in zip(usages, charges, strict=True)
    ]
    tokens = sign_all((usage_claims(receipt) for receipt in receipts), typ=RECEIPT)
    for receipt, token in zip(receipts, tokens, strict=True):
        receipt.token = token
    pay(bill)
    UsageEvent.objects.bulk_create(usages)
    Receipt.objects.bulk_create(receipts)
    extend_trail(world=world, deeds=list(_deeds(receipts, bill.told)))
    tell_usage(world, receipts)
    return {receipt.usage.event_id: receipt for receipt in receipts}


def _usage_of(use: Use, world: World, licence: Licence) -> UsageEvent:
    return UsageEvent(
        world=world,
        licence=licence,
        event_id=use.event_id,
        kind=use.kind,
        quantity=use.quantity,
        model=use.model,
        feature=use.feature,
        occurred_at=use.occurred_at,
        inference=use.inference,
    )


def _charge_for(usage: UsageEvent) -> Charge:
    offer = usage.licence.offer
    amount = charge(Model(offer.pricing_model), offer.price_micro, Fact(usage.kind), quantity=usage.quantity)
    return Charge(licence=usage.licence, amount_micro=amount, reason="usage", subject=usage.pk)


def _deeds(receipts: Iterable[Receipt], paid: Iterable[Deed | None]) -> Iterator[Deed]:
    for receipt, payment in zip(receipts, paid, strict=True):
        yield Deed(kind="usage.reported", facts=usage_facts(receipt.usage, receipt.charged_micro))
        if payment:
            yield payment


def _use_of(usage: UsageEvent) -> Use:
    return Use(
        event_id=usage.event_id,
        licence=usage.licence_id,
        kind=usage.kind,
        quantity=usage.quantity,
        model=usage.model,
        feature=usage.feature,
        occurred_at=usage.occurred_at,
        inference=usage.inference,
    )
