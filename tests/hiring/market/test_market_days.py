"""When a market day begins and ends, and what becomes of one that is late, is tried again, or fails."""

from __future__ import annotations

import io
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.utils import timezone

from hiring.accounts.models import Person
from hiring.assessments.deadlines import deadline_of
from hiring.assessments.services.attempting import extend_attempt, withdraw_attempt
from hiring.lib.leases import FAILED, QUEUED, give_back, lease
from hiring.lib.refused import Refused
from hiring.market.earnings import buying_in
from hiring.market.models import Payout, Publication, Revision, World
from hiring.market.models.payouts import Standing
from hiring.market.payouts import disputes_about
from hiring.market.pricing import Fact
from hiring.market.services import payouts, trail
from hiring.market.services.disputes import open_dispute, resolve_dispute
from hiring.market.services.payouts import open_first_days
from hiring.market.services.publishing import publish_listing, withdraw_listing, write_draft
from hiring.market.tasks import settle
from tests.fixtures.market import license_to
from tests.hiring.market.publishing import card_of, document_of, publish, rows_of
from tests.hiring.market.settling import SEED, disputed, held_payout, let_end, settle_next

SUBSCRIBED = {"subscription": 1_000_000}
MINUTE = timedelta(minutes=1)


@pytest.fixture
def published(world: World) -> Revision:
    """What alice made of the exercise, on offer to buyers who do the same in every test."""
    World.objects.filter(pk=world.pk).update(seed=SEED)
    licence = license_to(world, "wildlife-strikes", pricing_model="per_request")
    return publish(licence, pricing=SUBSCRIBED).revision


@pytest.fixture
def running(published: Revision) -> Payout:
    """Its first market day."""
    [payout] = open_first_days()
    return payout


def revise(world: World, revision: Revision) -> Publication:
    data = rows_of(5)
    write_draft(
        world=world,
        document=document_of(card_of(data, pricing=SUBSCRIBED)),
        data=io.BytesIO(data),
        derived_from=[UUID(source["licence"]) for source in revision.publication.sources],
        listing_id=revision.listing_id,
    )
    return publish_listing(world=world, listing_id=revision.listing_id)


def settled(payout: Payout) -> Payout:
    Payout.objects.filter(pk=payout.pk).update(next_attempt_at=timezone.now() - timedelta(days=9))
    settle(str(payout.pk))
    return Payout.objects.get(pk=payout.pk)


def test_a_revision_that_comes_late_is_subscribed_to_from_its_own_first_day(world: World, published: Revision) -> None:
    for _ in range(4):
        settle_next(world)
    second = revise(world, published).revision
    days = [settle_next(world) for _ in range(3)]
    assert {day.revision for day in days} == {second}
    firms = {sale.buyer for day in days for sale in day.sales.filter(kind=Fact.LICENCE)}
    ordinary = {sale.buyer for sale in days[-1].sales.exclude(licence="") if sale.licence.startswith(sale.buyer)}
    assert len(firms) > 2
    assert firms <= ordinary


@pytest.mark.parametrize(("over", "sells"), [(-MINUTE, True), (MINUTE, False)])
def test_a_day_counts_if_it_was_over_before_the_deadline(
    world: World, running: Payout, over: timedelta, sells: bool
) -> None:
    deadline = deadline_of(world.attempt)
    Payout.objects.update(ends_at=deadline + over)
    with time_machine.travel(deadline + 5 * MINUTE):
        late = settled(running)
    assert (late.settled_at is not None, late.sales.exists()) == (True, sells)


def test_time_that_is_given_counts_for_a_day_that_waits(world: World, running: Payout, bob: Person) -> None:
    deadline = deadline_of(world.attempt)
    Payout.objects.update(ends_at=deadline + MINUTE)
    extend_attempt(attempt=world.attempt, minutes=60, reason="A train was late.", by=bob)
    with time_machine.travel(deadline + 5 * MINUTE):
        assert settled(running).sales.exists()


def test_a_day_that_was_over_before_a_withdrawal_counts(world: World, running: Payout, published: Revision) -> None:
    let_end(running)
    withdraw_listing(world=world, listing_id=published.listing_id)
    withdraw_attempt(attempt=world.attempt, by=world.attempt.candidate)
    assert settled(running).sales.exists()
    assert not settled(Payout.objects.get(state=QUEUED)).sales.exists()


def test_a_day_sells_what_was_on_offer_at_its_end(world: World, running: Payout, published: Revision) -> None:
    let_end(running)
    revise(world, published)
    assert settled(running).revision == published


def test_what_is_published_while_a_day_without_an_offer_waits_gets_a_day(
    world: World, running: Payout, published: Revision
) -> None:
    withdraw_listing(world=world, listing_id=published.listing_id)
    let_end(running)
    revise(world, published)
    assert settled(running).revision is None
    assert [payout.day for payout in open_first_days()] == [2]


def test_trying_again_moves_neither_the_day_nor_the_one_after_it(world: World, running: Payout) -> None:
    Payout.objects.update(next_attempt_at=timezone.now())
    leased = lease(Payout, running.pk, seconds=60)
    assert leased
    give_back(leased, after=30, cause="The database was away.")
    assert settled(running).ends_at == running.ends_at
    assert Payout.objects.get(day=2).ends_at == running.ends_at + buying_in(world).day_lasts


def test_a_full_trail_still_takes_days_and_disputes(
    world: World, published: Revision, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail, "MOST_ENTRIES", world.trail.count())
    assert settle_next(world).standing is Standing.PAID
    held = held_payout(world)
    open_dispute(world=world, payout_id=held.pk, text="These are customers of mine.")
    kinds = [entry.kind for entry in world.trail.order_by("-sequence")[:4]]
    assert kinds == ["dispute.answered", "dispute.opened", "payout.held", "payout.created"]


def test_who_has_withdrawn_objects_no_more(world: World, published: Revision) -> None:
    held = held_payout(world)
    withdraw_attempt(attempt=world.attempt, by=world.attempt.candidate)
    with pytest.raises(Refused, match="withdrawn from this attempt"):
        open_dispute(world=world, payout_id=held.pk, text="These are customers of mine.")


def test_a_day_that_fails_says_so_and_is_followed_by_another(world: World, running: Payout) -> None:
    Payout.objects.update(next_attempt_at=timezone.now(), attempts=Payout.MOST_ATTEMPTS - 1)
    leased = lease(Payout, running.pk, seconds=60)
    assert leased
    assert not give_back(leased, after=30, cause="The database was away.")
    running.refresh_from_db()
    assert running.standing is Standing.FAILED
    with pytest.raises(Refused, match="the fault is ours"):
        open_dispute(world=world, payout_id=running.pk, text="Why?")
    assert [payout.day for payout in open_first_days()] == [2]


def test_open_disputes_come_before_those_that_were_resolved(world: World, published: Revision, bob: Person) -> None:
    first, second, third = (disputed(world, published.listing_id, day=day) for day in (1, 2, 3))
    resolve_dispute(dispute=first, kind="keep_back", amount_micro=0, reason="Nobody knows them.", by=bob)
    assert list(disputes_about([world.attempt_id])) == [second, third, first]


def test_listings_that_can_open_no_day_hold_up_no_other(
    world: World, other_world: World, published: Revision, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(payouts, "MOST_AT_ONCE", 1)
    theirs = [
        publish(license_to(other_world, "wildlife-strikes", pricing_model="per_request"), slug=slug).revision
        for slug in ("used-up", "earlier", "later")
    ]
    used_up, earlier, later = (revision.listing for revision in theirs)
    last = buying_in(other_world).days
    Payout.objects.create(world=other_world, listing=used_up, day=last, state=FAILED, ends_at=timezone.now())
    withdraw_attempt(attempt=world.attempt, by=world.attempt.candidate)
    assert [[payout.listing for payout in open_first_days()] for _ in range(3)] == [[earlier], [later], []]
