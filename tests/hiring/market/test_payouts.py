"""A market day is settled once, its money adds up, and a dispute about it moves money once."""

from __future__ import annotations

import pytest
from django.db import connection

from hiring.accounts.models import Person
from hiring.assessments.services.attempting import withdraw_attempt
from hiring.lib.leases import QUEUED, lease
from hiring.lib.refused import Refused
from hiring.market.models import Account, Payout, Revision, Sale, Transfer, World
from hiring.market.models.payouts import Standing
from hiring.market.services.disputes import add_message, open_dispute, resolve_dispute
from hiring.market.services.payouts import open_first_days, settle_payout
from hiring.market.services.publishing import withdraw_listing
from hiring.market.tasks import settle, sweep
from tests.fixtures.market import license_to
from tests.hiring.market.books import assert_whole
from tests.hiring.market.publishing import publish
from tests.hiring.market.settling import SEED, held_payout, let_end, settle_next
from tests.racing import at_once


@pytest.fixture
def published(world: World) -> Revision:
    """What alice made of the exercise, on offer to buyers who do the same in every test."""
    World.objects.filter(pk=world.pk).update(seed=SEED)
    return publish(license_to(world, "wildlife-strikes", pricing_model="per_request")).revision


def earned(world: World) -> dict[str, int]:
    creators = world.accounts.filter(kind=Account.Kind.CREATOR)
    return dict(creators.values_list("name", "balance_micro"))


def assert_books_balance() -> None:
    with connection.cursor() as cursor:
        assert_whole(cursor)


def test_a_market_day_is_sold_paid_and_followed_by_the_next(world: World, published: Revision) -> None:
    before = earned(world)
    payout = settle_next(world)
    [transfer] = Transfer.objects.filter(reason="payout", subject=payout.pk)
    shares = dict(transfer.entries.values_list("account__name", "amount_micro").exclude(account__kind="mint"))
    source = published.publication.sources[0]["listing"]
    assert payout.standing is Standing.PAID
    assert 0 < payout.owed_micro == shares["Alice"] == earned(world)["Alice"]
    assert sum(shares.values()) == payout.gross_micro == sum(payout.sales.values_list("amount_micro", flat=True))
    [to_source] = [name for name in earned(world) if name != "Alice" and earned(world)[name] > before.get(name, 0)]
    assert source == "wildlife-strikes"
    assert shares[to_source] == payout.gross_micro * 85 // 100 * 20 // 100
    assert [entry.kind for entry in world.trail.order_by("-sequence")[:2]] == ["payout.paid", "payout.created"]
    assert Payout.objects.get(state=QUEUED).day == 2
    assert_books_balance()


@pytest.mark.usefixtures("live_database")
def test_two_workers_at_once_settle_a_day_once(world: World, published: Revision) -> None:
    open_first_days()
    payout = Payout.objects.get()
    let_end(payout)
    leased = lease(Payout, payout.pk, seconds=60)
    assert leased
    at_once(*[lambda: settle_payout(payout=Payout.objects.get(pk=payout.pk)) for _ in range(3)])
    assert Transfer.objects.filter(reason="payout").count() == 1
    assert Sale.objects.filter(payout=payout).count() == world.trail.get(kind="payout.created").facts["sales"]
    assert Payout.objects.count() == 2
    settle(str(payout.pk))
    assert Transfer.objects.filter(reason="payout").count() == 1
    assert_books_balance()


@pytest.mark.usefixtures("live_database")
def test_a_dispute_resolved_twice_at_once_pays_once(world: World, published: Revision, bob: Person) -> None:
    payout = held_payout(world)
    dispute = open_dispute(world=world, payout_id=payout.pk, text="These are customers of mine.")

    def resolve() -> object:
        return resolve_dispute(dispute=dispute, kind="release", amount_micro=0, reason="They are known.", by=bob)

    answers = at_once(resolve, resolve)
    assert [answer.code for answer in answers if isinstance(answer, Refused)] == ["dispute_resolved"]
    assert Transfer.objects.filter(reason="payout", subject=payout.pk).count() == 1
    assert_books_balance()


def test_a_held_day_pays_nothing_until_a_person_decides(world: World, published: Revision, bob: Person) -> None:
    payout, before = held_payout(world), earned(world)["Alice"]
    assert not Transfer.objects.filter(subject=payout.pk).exists()
    dispute = open_dispute(world=world, payout_id=payout.pk, text=" They bought in good faith. ")
    said, answered = dispute.messages.all()
    anomaly = payout.anomalies.first()
    assert anomaly
    assert (said.side, said.text) == ("creator", "They bought in good faith.")
    assert answered.side == "market"
    assert anomaly.sentence in answered.text
    assert anomaly.events[0] in answered.text
    add_message(world=world, dispute_id=dispute.pk, text="I can name them.")
    part = payout.owed_micro // 3
    resolve_dispute(dispute=dispute, kind="release_part", amount_micro=part, reason="A third is theirs.", by=bob)
    payout.refresh_from_db()
    assert payout.standing is Standing.REDUCED
    assert earned(world)["Alice"] == before + part
    kinds = [entry.kind for entry in world.trail.order_by("-sequence")[:5]]
    assert kinds == ["payout.paid", "dispute.resolved", "dispute.answered", "dispute.answered", "dispute.opened"]
    assert_books_balance()


def test_a_dispute_is_refused_with_what_to_do_instead(world: World, published: Revision, bob: Person) -> None:
    paid = settle_next(world)
    with pytest.raises(Refused, match="nothing to object to"):
        open_dispute(world=world, payout_id=paid.pk, text="Why?")
    payout = held_payout(world)
    with pytest.raises(Refused, match="Write 1 to 5,000 characters"):
        open_dispute(world=world, payout_id=payout.pk, text=" ")
    dispute = open_dispute(world=world, payout_id=payout.pk, text="Why?")
    with pytest.raises(Refused, match="objected to this payout before"):
        open_dispute(world=world, payout_id=payout.pk, text="Why?")
    with pytest.raises(Refused, match="A part is more than nothing and less than"):
        resolve_dispute(dispute=dispute, kind="release_part", amount_micro=payout.owed_micro, reason="All.", by=bob)
    resolve_dispute(dispute=dispute, kind="keep_back", amount_micro=0, reason="Nobody vouches for it.", by=bob)
    payout.refresh_from_db()
    assert payout.standing is Standing.KEPT_BACK
    with pytest.raises(Refused, match="a resolution is final"):
        add_message(world=world, dispute_id=dispute.pk, text="But")
    assert_books_balance()


def test_days_end_with_the_listing_and_with_the_attempt(world: World, published: Revision) -> None:
    settle_next(world)
    withdraw_listing(world=world, listing_id=published.listing_id)
    ended = settle_next_one()
    assert (ended.standing, ended.owed_micro, ended.sales.count()) == (Standing.PAID, 0, 0)
    sweep()
    assert not Payout.objects.filter(state=QUEUED).exists()
    withdraw_attempt(attempt=world.attempt, by=world.attempt.candidate)
    assert open_first_days() == []


def settle_next_one() -> Payout:
    running = Payout.objects.get(state=QUEUED)
    let_end(running)
    settle(str(running.pk))
    running.refresh_from_db()
    return running
