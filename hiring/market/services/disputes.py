"""Disputes: a creator objects to a payout that is held, the market answers with its evidence, a person resolves."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from hiring.accounts.models import Person
from hiring.assessments.services.attempting import record_about
from hiring.lib.refused import Refused
from hiring.lib.rows import first_or_refuse
from hiring.lib.templatetags.words import credits as as_credits
from hiring.market.earnings import dispute_facts
from hiring.market.locking import lock_world
from hiring.market.models import Anomaly, Dispute, DisputeMessage, Payout, Resolution, World
from hiring.market.models.payouts import Standing
from hiring.market.services.payouts import pay_out
from hiring.market.services.trail import Deed, extend_trail

MOST_CHARACTERS = 5_000
MOST_MESSAGES = 50
# More ids than these say nothing to a reader; all of them are in the payout itself.
EVENTS_NAMED = 12

Side = DisputeMessage.Side


@transaction.atomic
def open_dispute(*, world: World, payout_id: UUID, text: str) -> Dispute:
    """Object to a payout that is held; the market answers in the same moment with what it holds it for."""
    lock_world(world)
    payouts = Payout.objects.filter(world=world).select_related("listing", "dispute").prefetch_related("anomalies")
    payout = first_or_refuse(payouts.filter(pk=payout_id), "no_such_payout", "This attempt has no such payout.")
    _refuse_undisputable(payout)
    dispute = Dispute.objects.create(payout=payout)
    _say(dispute, Side.CREATOR, _read(text))
    _say(dispute, Side.MARKET, evidence_on(payout))
    facts = dispute_facts(dispute)
    answered = Deed(kind="dispute.answered", facts={**facts, "side": str(Side.MARKET)})
    extend_trail(world=world, deeds=[Deed(kind="dispute.opened", facts=facts), answered])
    return dispute


@transaction.atomic
def add_message(*, world: World, dispute_id: UUID, text: str) -> DisputeMessage:
    """Say more in an open dispute, for whoever resolves it."""
    lock_world(world)
    disputes = Dispute.objects.filter(payout__world=world).select_related("payout__listing", "resolution")
    dispute = first_or_refuse(disputes.filter(pk=dispute_id), "no_such_dispute", "This attempt has no such dispute.")
    _refuse_resolved(dispute)
    if dispute.messages.count() >= MOST_MESSAGES:
        raise Refused("too_many_messages", f"A dispute holds {MOST_MESSAGES} messages, and this one does. Wait for it.")
    message = _say(dispute, Side.CREATOR, _read(text))
    said = Deed(kind="dispute.answered", facts={**dispute_facts(dispute), "side": str(Side.CREATOR)})
    extend_trail(world=world, deeds=[said])
    return message


@transaction.atomic
def resolve_dispute(*, dispute: Dispute, kind: str, amount_micro: int, reason: str, by: Person) -> Resolution:
    """Decide a dispute and pay what is released, once; ``amount_micro`` counts only where a part is released.

    What is not released stays with the buyers.
    """
    world = dispute.payout.world
    lock_world(world)
    locked = Dispute.objects.select_related("payout__listing", "payout__revision", "payout__world", "resolution")
    open_one = locked.get(pk=dispute.pk)
    _refuse_resolved(open_one)
    payout = open_one.payout
    resolution = Resolution.objects.create(
        dispute=open_one,
        kind=kind,
        amount_micro=_released(payout, kind, amount_micro),
        reason=_read(reason),
        by=by,
    )
    paid = pay_out(payout=payout, amount_micro=resolution.amount_micro)
    facts = {**dispute_facts(open_one), "resolution": str(kind), "reason": resolution.reason}
    extend_trail(world=world, deeds=[Deed(kind="dispute.resolved", facts=facts), *filter(None, [paid])])
    record_about(world.attempt, "dispute.resolved", by, dispute=str(dispute.pk), amount_micro=resolution.amount_micro)
    return resolution


def evidence_on(payout: Payout) -> str:
    """Return what the market says for itself: each anomaly with its figures, its uses and what they pay."""
    anomalies = payout.anomalies.all()
    held = f"Day {payout.day} of {payout.listing.slug} is held for {len(anomalies)} "
    head = held + ("anomaly." if len(anomalies) == 1 else "anomalies.")
    return "\n\n".join([head, *(f"{number}. {_told(each)}" for number, each in enumerate(anomalies, 1))])


def _told(anomaly: Anomaly) -> str:
    named = ", ".join(anomaly.events[:EVENTS_NAMED])
    more = len(anomaly.events) - EVENTS_NAMED
    uses = f"{named} and {more:,} more" if more > 0 else named
    return f"{anomaly.sentence} These uses pay {as_credits(anomaly.amount_micro)}: {uses}."


def _say(dispute: Dispute, side: DisputeMessage.Side, text: str) -> DisputeMessage:
    return DisputeMessage.objects.create(dispute=dispute, side=side, text=text)


def _read(text: str) -> str:
    said = text.strip()
    if not 1 <= len(said) <= MOST_CHARACTERS:
        sentence = f"Write 1 to {MOST_CHARACTERS:,} characters; these are {len(said):,}."
        raise Refused("bad_text", sentence, status=422)
    return said


def _released(payout: Payout, kind: str, amount_micro: int) -> int:
    if kind == Resolution.Kind.RELEASE:
        return payout.owed_micro
    if kind == Resolution.Kind.KEEP_BACK:
        return 0
    if not 0 < amount_micro < payout.owed_micro:
        raise Refused(
            "bad_amount",
            f"A part is more than nothing and less than the {as_credits(payout.owed_micro)} owed. "
            "To pay all of it or none, release it or keep it back.",
            status=422,
        )
    return amount_micro


def _refuse_undisputable(payout: Payout) -> None:
    if hasattr(payout, "dispute"):
        raise Refused("already_disputed", f"You have objected to this payout before. Go on in {payout.dispute.pk}.")
    if payout.standing is Standing.FAILED:
        sentence = "This market day could not be settled, and the fault is ours. There is nothing to object to."
        raise Refused("payout_failed", sentence)
    if payout.settled_at is None:
        raise Refused("payout_running", "This market day is not over yet. Object when its payout is held.")
    if payout.paid_micro is not None:
        raise Refused("payout_not_held", "This payout is not held, so there is nothing to object to.")


def _refuse_resolved(dispute: Dispute) -> None:
    if hasattr(dispute, "resolution"):
        raise Refused("dispute_resolved", "This dispute was resolved, and a resolution is final.")
