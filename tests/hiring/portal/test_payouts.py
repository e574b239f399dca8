"""The road of a dispute on pages: the candidate objects, somebody of the organisation decides, both read it all."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hiring.accounts.models import Person
from hiring.assessments.models import Invitation
from hiring.lib.leases import FAILED
from hiring.lib.templatetags import words
from hiring.market.models import Dispute, Licence, Payout, World
from hiring.market.models.payouts import Standing
from hiring.market.payouts import bought_on, earned_on, sums_of
from hiring.market.queries import wallet_of
from hiring.market.services.payouts import open_first_days
from tests.hiring.market.publishing import publish
from tests.hiring.market.settling import SEED, held_payout, settle_next


def test_a_candidate_objects_and_a_recruiter_releases_a_part(
    client: Client, licence: Licence, world: World, invitation: Invitation, alice: Person, bob: Person
) -> None:
    client.force_login(alice)
    listed = reverse("portal:payouts", args=[world.attempt_id])
    assert "Nothing yet" in client.get(listed).content.decode()
    publish(licence, creator="Alice")
    settle_next(world)
    with CaptureQueriesContext(connection) as few:
        client.get(listed)
    held = held_payout(world)
    with CaptureQueriesContext(connection) as more:
        page = client.get(listed).content.decode()
    assert len(more) == len(few)
    assert "disputed" not in page
    assert 'role="img"' in page
    address = reverse("portal:payout", args=[world.attempt_id, held.pk])
    assert client.post(address, {"text": ""}).status_code == 422
    said = client.post(address, {"text": "I am alice@example.com and they are my customers."}, follow=True)
    assert "Say more" in said.content.decode()

    client.force_login(bob)
    organisation = bob.memberships.get().organisation.slug
    dispute = Dispute.objects.get()
    assert world.attempt.pseudonym in client.get(reverse("review:disputes", args=[organisation])).content.decode()
    both = client.get(reverse("review:dispute", args=[organisation, dispute.pk])).content.decode()
    assert "they are my customers" in both
    assert "is held for" in both
    assert "alice" not in both.lower()
    sheet = client.get(reverse("review:attempt", args=[organisation, world.attempt_id])).content.decode()
    assert "Listings and payouts" in sheet
    assert reverse("review:dispute", args=[organisation, dispute.pk]) in sheet
    assert "alice" not in sheet.lower()
    decide = reverse("review:resolve", args=[organisation, dispute.pk])
    too_much = {"kind": "release_part", "amount": "9999999", "reason": "Much."}
    assert client.post(decide, too_much).status_code == 422
    assert client.post(decide, {"kind": "release_part", "amount": "0.5", "reason": ""}).status_code == 422
    part = {"kind": "release_part", "amount": "0.5", "reason": "Half a credit is theirs."}
    assert client.post(decide, part).status_code == 302
    assert client.post(decide, part).status_code == 409
    decided = client.get(reverse("review:dispute", args=[organisation, dispute.pk])).content.decode()
    assert "Released in part" in decided
    assert "Bob" in decided
    payout = Payout.objects.get(pk=held.pk)
    assert (payout.standing, payout.paid_micro) == (Standing.REDUCED, 500_000)

    client.force_login(alice)
    read = client.get(address).content.decode()
    assert "Half a credit is theirs." in read
    assert "Bob" not in read


def test_a_day_that_failed_is_shown_as_our_fault(client: Client, licence: Licence, world: World, alice: Person) -> None:
    publish(licence)
    open_first_days()
    Payout.objects.update(state=FAILED)
    client.force_login(alice)
    page = client.get(reverse("portal:payouts", args=[world.attempt_id])).content.decode()
    assert "failed, our side" in page
    assert "running" not in page


def test_a_market_day_tells_how_its_money_is_shared_and_what_each_buyer_pays_by(
    client: Client, licence: Licence, world: World, alice: Person
) -> None:
    World.objects.filter(pk=world.pk).update(seed=SEED)
    client.force_login(alice)
    publish(licence, creator="Alice")
    open_first_days()
    assert "ends <time" in client.get(reverse("portal:payouts", args=[world.attempt_id])).content.decode()
    settle_next(world)
    payout = Payout.objects.get(world=world, day=1)
    earned, bought = earned_on(payout), bought_on(payout)
    assert earned is not None
    assert (earned.gross_micro, earned.owed_micro) == (payout.gross_micro, payout.owed_micro)
    page = client.get(reverse("portal:payout", args=[world.attempt_id, payout.pk])).content.decode()
    assert all(words.credits(amount) in page for amount in (earned.fee_micro, *earned.royalties.values()))
    assert all(f"{words.spaced(one.model)} at {words.credits(one.price_micro)}" in page for one in bought)
    assert wallet_of(world).earned_micro == sums_of(world).paid_micro == payout.paid_micro
    market = client.get(reverse("portal:market", args=[world.attempt_id])).content.decode()
    assert f"{words.credits(payout.paid_micro)} earned" in market
