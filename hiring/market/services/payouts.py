"""Market days of published listings: opened, settled once each, and paid or held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hiring.assessments.deadlines import is_open, was_open
from hiring.lib.leases import LEASED, QUEUED, LostLease, due, expire, finish, give_back, renew
from hiring.lib.refused import Refused
from hiring.market.anomalies.events import Flag
from hiring.market.anomalies.finding import find_anomalies
from hiring.market.buyers.demand import sales_of
from hiring.market.buyers.shop import Shop, licences_of
from hiring.market.earnings import buying_in, payout_facts, shop_of, sources_of, uses_until
from hiring.market.locking import lock_world
from hiring.market.models import Account, Anomaly, Listing, Payout, Revision, Sale, World
from hiring.market.models.payouts import SETTLED
from hiring.market.payouts import waiting_listings
from hiring.market.pricing import Earned, share_earnings
from hiring.market.services.announcing import tell_payout
from hiring.market.services.ledger import Line, post_transfer
from hiring.market.services.trail import Deed, extend_trail

log = structlog.get_logger(__name__)

LEASE_SECONDS = 60
BACK_OFF_SECONDS = 30
MOST_AT_ONCE = 20
STOPPED = "The worker that settled it stopped."


def open_first_days() -> list[Payout]:
    """Open a market day for each listing that was published and has none running; its buyers come from then on.

    A day is opened by the one before it; this is for the first, for the first after a listing was withdrawn, and for
    the one after a day that failed. Who has waited longest comes first.
    """
    waiting = waiting_listings().select_related("world__attempt")
    opened = (_open_next(listing) for listing in waiting[:MOST_AT_ONCE])
    return [payout for payout in opened if payout]


def settle_payout(*, payout: Payout) -> None:
    """Settle a leased market day: what buyers bought, what is wrong with it, and the money; all of it, once."""
    try:
        with transaction.atomic():
            _settle(payout)
    except LostLease as lost:
        log.warning("market day settled by another worker", payout=str(payout.pk), problem=str(lost))
    except Refused as refusal:
        give_back(payout, after=BACK_OFF_SECONDS, cause=refusal.sentence)


def pay_out(*, payout: Payout, amount_micro: int) -> Deed | None:
    """Pay so much of what is owed to the creator, with the fee and royalties that go with it; from the buyers' mint.

    The caller holds the world's lock and writes what is returned into the trail; None where nothing was paid.
    """
    payout.paid_micro = amount_micro
    payout.save(update_fields=("paid_micro",))
    if not amount_micro or payout.revision is None:
        return None
    earned = share_earnings(payout.gross_micro, sources_of(payout.revision)).part(amount_micro)
    transfer = post_transfer(world=payout.world, reason="payout", subject=payout.pk, lines=_lines_of(payout, earned))
    return Deed(kind="payout.paid", facts={**payout_facts(payout), "transfer": str(transfer.pk)})


def return_expired() -> None:
    """Return what dead workers held."""
    expire(Payout, cause=STOPPED)


def overdue_payouts() -> list[UUID]:
    """Return market days that are over and not settled."""
    return due(Payout, overdue=0, most=MOST_AT_ONCE)


@transaction.atomic
def _open_next(listing: Listing) -> Payout | None:
    world = listing.world
    if world is None or not is_open(world.attempt):
        return None
    lock_world(world)
    if Payout.objects.filter(listing=listing, state__in=(QUEUED, LEASED)).exists():
        return None
    return _open_day(world, listing, timezone.now())


def _open_day(world: World, listing: Listing, begins: datetime) -> Payout | None:
    buying, day = buying_in(world), Payout.objects.filter(listing=listing).count() + 1
    if day > buying.days:
        return None
    ends = begins + buying.day_lasts
    return Payout.objects.create(world=world, listing=listing, day=day, ends_at=ends, next_attempt_at=ends)


def _settle(payout: Payout) -> None:
    world = payout.world
    lock_world(world)
    renew(payout, seconds=LEASE_SECONDS)
    revision = _on_offer(payout) if was_open(world.attempt, payout.ends_at) else None
    if revision is None:
        finish(payout, state=SETTLED, settled_at=timezone.now(), paid_micro=0)
        return
    shop, buying = shop_of(revision, payout), buying_in(world)
    made = sales_of(shop, payout.day - 1, fraud_share=buying.fraud_share)
    sold = Sale.objects.bulk_create(Sale(payout=payout, **vars(sale)) for sale in made)
    anomalies = _flag(payout, shop, sold)
    earned = share_earnings(sum(sale.amount_micro for sale in sold), shop.sources)
    owed = {"gross_micro": earned.gross_micro, "owed_micro": earned.owed_micro}
    finish(payout, state=SETTLED, settled_at=timezone.now(), revision=revision, **owed)
    _tell(payout, len(sold), anomalies)
    _open_day(world, payout.listing, payout.ends_at)


def _on_offer(payout: Payout) -> Revision | None:
    """Return what was on offer when a market day ended, however late it is settled."""
    published = payout.listing.revisions.filter(created_at__lte=payout.ends_at).select_related("listing")
    on_offer = published.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=payout.ends_at))
    return on_offer.order_by("-number").first()


def _flag(payout: Payout, shop: Shop, sold: Sequence[Sale]) -> list[Anomaly]:
    """Write down what is wrong with the sales of a day, seen beside those of the week before it."""
    amounts = {sale.event: sale.amount_micro for sale in sold}
    flags = find_anomalies(uses_until(payout, shop.sources), licences_of(shop))
    today = ((flag, [event for event in flag.events if event in amounts]) for flag in flags)
    return Anomaly.objects.bulk_create(_anomaly(payout, flag, events, amounts) for flag, events in today if events)


def _anomaly(payout: Payout, flag: Flag, events: list[str], amounts: dict[str, int]) -> Anomaly:
    return Anomaly(
        payout=payout,
        kind=flag.kind,
        events=events,
        sentence=flag.sentence,
        figure=flag.figure,
        amount_micro=sum(amounts[event] for event in events),
    )


def _tell(payout: Payout, sales: int, anomalies: Sequence[Anomaly]) -> None:
    deeds = [Deed(kind="payout.created", facts={**payout_facts(payout), "sales": sales})]
    if anomalies:
        kinds = sorted({str(anomaly.kind) for anomaly in anomalies})
        deeds.append(Deed(kind="payout.held", facts={**payout_facts(payout), "anomalies": kinds}))
    elif paid := pay_out(payout=payout, amount_micro=payout.owed_micro):
        deeds.append(paid)
    extend_trail(world=payout.world, deeds=deeds)
    tell_payout(payout)


def _lines_of(payout: Payout, earned: Earned) -> tuple[Line, ...]:
    creator = Account.Kind.CREATOR
    accounts = payout.world.accounts
    names = Counter(earned.royalties) + Counter({payout.listing.creator: earned.owed_micro})
    return (
        Line(account=accounts.get(kind=Account.Kind.MINT), amount_micro=-earned.gross_micro),
        Line(account=accounts.get(kind=Account.Kind.FEES), amount_micro=earned.fee_micro),
        *(
            Line(account=accounts.get_or_create(kind=creator, name=name, world=payout.world)[0], amount_micro=amount)
            for name, amount in sorted(names.items())
        ),
    )
