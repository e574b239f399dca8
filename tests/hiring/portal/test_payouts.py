"""The road of a dispute on pages: the candidate objects, somebody of the organisation decides, both read it all."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hiring.accounts.models import Person
from hiring.assessments.models import Invitation
from hiring.lib.leases import FAILED
from hiring.market.models import Dispute, Licence, Payout, World
from hiring.market.models.payouts import Standing
from hiring.market.services.payouts import open_first_days
from tests.hiring.market.publishing import publish
from tests.hiring.market.settling import held_payout, settle_next


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
