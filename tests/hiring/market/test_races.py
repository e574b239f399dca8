"""Many at once are as one after the other: real threads, each with a connection of its own, on rows that commit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db.models import Sum
from django.utils import timezone

from hiring.accounts.models import Person
from hiring.assessments.models import Attempt, Invitation
from hiring.assessments.services.attempting import withdraw_attempt
from hiring.assessments.services.inviting import withdraw_invitation
from hiring.audit.models import AuditRow
from hiring.lib.refused import Refused
from hiring.market.locking import lock_world
from hiring.market.models import Credential, Entry, Licence, Receipt, Transfer, World
from hiring.market.queries import wallet_of
from hiring.market.services.access import grant_access
from hiring.market.services.credentials import revoke_credential
from hiring.market.services.delivery import open_bytes
from hiring.market.services.discovery import view_dataset
from hiring.market.services.licensing import accept_offer, make_offer, revoke_licence
from hiring.market.services.metering import Use, report_usage
from hiring.market.services.publishing import publish_listing
from hiring.market.services.trail import append_trail
from hiring.market.services.worlds import start_attempt
from tests.fixtures.market import TRAINING
from tests.hiring.market.publishing import draft
from tests.hiring.market.test_delivery import asked
from tests.racing import at_once, overtaken

pytestmark = pytest.mark.usefixtures("live_database")


def book_of(world: World) -> int:
    total: int = Entry.objects.filter(transfer__world=world).aggregate(total=Sum("amount_micro"))["total"]
    return total


def use_of(licence: Licence, **changes: str | int) -> Use:
    use = Use(
        event_id="run",
        licence=licence.pk,
        kind="fine_tune",
        quantity=1,
        model="m",
        feature="",
        occurred_at=licence.created_at,
    )
    return replace(use, **changes)  # type: ignore[arg-type]


def test_an_offer_accepted_many_times_at_once_is_one_licence_paid_once(world: World) -> None:
    offer = make_offer(world=world, listing="airport-traffic", wish=TRAINING, pricing_model="subscription")
    licences = at_once(*[lambda: accept_offer(world=world, offer_id=offer.pk)] * 6)
    assert {getattr(each, "pk", None) for each in licences} == {Licence.objects.get().pk}
    assert Transfer.objects.filter(reason="subscription").count() == 1
    assert wallet_of(world).spent_micro == offer.price_micro


def test_one_use_reported_many_times_at_once_is_charged_once(world: World, licence: Licence) -> None:
    answers = at_once(*[lambda: report_usage(world=world, uses=[use_of(licence)])] * 6)
    receipt = Receipt.objects.get()
    assert answers == [[receipt]] * 6
    assert wallet_of(world).spent_micro == receipt.charged_micro


def test_spending_at_once_stops_at_the_cap(world: World, licence: Licence) -> None:
    price = licence.offer.price_micro
    affordable = world.budget_micro // price
    half = affordable // 2 + 1
    answers = at_once(
        *[
            lambda name=name: report_usage(world=world, uses=[use_of(licence, event_id=name, quantity=half)])
            for name in "abcd"
        ]
    )
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert [refusal.code for refusal in refused] == ["over_budget"] * 3
    assert wallet_of(world).spent_micro == half * price
    assert Receipt.objects.count() == 1
    assert book_of(world) == 0


def test_entries_written_at_once_are_one_chain(world: World) -> None:
    def view() -> None:
        append_trail(world=world, kind="dataset.viewed", facts={"listing": "a"})

    at_once(*[view] * 8)
    entries = list(world.trail.order_by("sequence"))
    assert [entry.sequence for entry in entries] == list(range(1, 10))
    assert [entry.previous for entry in entries[1:]] == [entry.hash for entry in entries[:-1]]


def test_access_and_revocation_at_once_leave_no_grant_after_the_revocation(world: World, licence: Licence) -> None:
    def access() -> None:
        grant_access(world=world, licence_id=licence.pk)

    at_once(access, access, lambda: revoke(licence), access, access)
    kinds = [entry.kind for entry in world.trail.order_by("sequence")]
    assert "access.granted" not in kinds[kinds.index("licence.revoked") :]


@pytest.mark.usefixtures("catalogue", "planted_once")
def test_a_start_clicked_many_times_at_once_starts_once(invitation: Invitation, alice: Person) -> None:
    def start() -> Attempt:
        return start_attempt(invitation=Invitation.objects.get(pk=invitation.pk), candidate=alice)[0]

    answers = at_once(*[start] * 4)
    assert [answer.code for answer in answers if isinstance(answer, Refused)] == ["already_started"] * 3
    assert (Attempt.objects.count(), World.objects.count(), Credential.objects.count()) == (1, 1, 1)


def test_many_candidates_start_and_act_at_once(world: World, other_world: World) -> None:
    def act(mine: World) -> None:
        offer = make_offer(world=mine, listing="airport-traffic", wish=TRAINING, pricing_model="per_request")
        licence = accept_offer(world=mine, offer_id=offer.pk)
        grant_access(world=mine, licence_id=licence.pk)
        report_usage(world=mine, uses=[use_of(licence, event_id=str(timezone.now()))])

    at_once(*[lambda mine=mine: act(mine) for mine in (world, other_world) * 3])
    for mine in (world, other_world):
        assert mine.licences.count() == 3
        assert book_of(mine) == 0


def revoke(licence: Licence) -> None:
    revoke_licence(licence=Licence.objects.select_related("world__attempt").get(pk=licence.pk), reason="Now.")


def test_no_bytes_leave_after_their_licence_was_revoked(world: World, licence: Licence) -> None:
    url = asked(grant_access(world=world, licence_id=licence.pk))
    answer = overtaken(lambda: open_bytes(asked=url), lock=lambda: lock_world(world), by=lambda: revoke(licence))
    assert isinstance(answer, Refused)
    assert answer.code == "licence_revoked"
    assert [entry.kind for entry in world.trail.order_by("-sequence")[:2]] == ["bytes.refused", "licence.revoked"]


def calls_of(world: World, licence: Licence) -> dict[str, Callable[[], object]]:
    offer = make_offer(world=world, listing="airport-traffic", wish=TRAINING, pricing_model="subscription")
    url = asked(grant_access(world=world, licence_id=licence.pk))
    return {
        "offer": lambda: make_offer(world=world, listing="airport-traffic", wish=TRAINING, pricing_model="per_request"),
        "accept": lambda: accept_offer(world=world, offer_id=offer.pk),
        "access": lambda: grant_access(world=world, licence_id=licence.pk),
        "bytes": lambda: open_bytes(asked=url),
        "usage": lambda: report_usage(world=world, uses=[use_of(licence)]),
        "look": lambda: view_dataset(world=world, slug="airport-traffic"),
    }


@pytest.mark.parametrize("call", ["offer", "accept", "access", "bytes", "usage", "look"])
def test_a_market_closes_to_calls_that_a_withdrawal_overtakes(world: World, licence: Licence, call: str) -> None:
    made, before = calls_of(world, licence)[call], world.trail.count()
    answer = overtaken(
        made,
        lock=lambda: lock_world(world),
        by=lambda: withdraw_attempt(attempt=world.attempt, by=world.attempt.candidate),
    )
    assert isinstance(answer, Refused)
    assert answer.code == "attempt_withdrawn"
    assert (world.trail.count(), wallet_of(world).spent_micro) == (before, 0)


def test_a_draft_published_many_times_at_once_is_one_revision(world: World, licence: Licence) -> None:
    listing = draft(licence).listing
    answers = at_once(*[lambda: publish_listing(world=world, listing_id=listing.pk)] * 4)
    assert {each.code for each in answers if isinstance(each, Refused)} == {"nothing_to_publish"}
    assert [each.revision for each in answers if not isinstance(each, Refused)] == [listing.revisions.get()]


def test_a_credential_revoked_twice_at_once_is_revoked_once(world: World) -> None:
    credential = Credential.objects.select_related("world__attempt").get()
    at_once(*[lambda: revoke_credential(credential=credential, reason="Lost.", by=None)] * 3)
    assert AuditRow.objects.filter(verb="credential.revoked").count() == 1


@pytest.mark.usefixtures("catalogue", "planted_once")
def test_a_start_that_the_invitations_withdrawal_overtakes_is_refused(invitation: Invitation, bob: Person) -> None:
    answer = overtaken(
        lambda: start_attempt(invitation=Invitation.objects.get(pk=invitation.pk), candidate=invitation.person),
        lock=lambda: Invitation.objects.select_for_update().get(pk=invitation.pk),
        by=lambda: withdraw_invitation(invitation=invitation, by=bob),
    )
    assert isinstance(answer, Refused)
    assert answer.code == "invitation_withdrawn"
    assert not Attempt.objects.exists()


def test_looks_and_charges_at_once_are_all_in_one_chain(world: World, licence: Licence) -> None:
    before = world.trail.count()
    look = lambda: view_dataset(world=world, slug="airport-traffic")  # noqa: E731
    at_once(*[look] * 8, *[lambda: grant_access(world=world, licence_id=licence.pk)] * 4)
    entries = list(world.trail.order_by("sequence"))
    kinds = [entry.kind for entry in entries[before:]]
    assert (kinds.count("dataset.viewed"), kinds.count("access.granted")) == (8, 4)
    assert [entry.previous for entry in entries[1:]] == [entry.hash for entry in entries[:-1]]
    assert [entry.sequence for entry in entries] == list(range(1, len(entries) + 1))


def test_a_look_waits_for_whoever_writes_the_trail(world: World) -> None:
    overtaken(
        lambda: view_dataset(world=world, slug="airport-traffic"),
        lock=lambda: lock_world(world),
        by=lambda: append_trail(world=world, kind="offer.made", facts={}),
    )
    assert [entry.kind for entry in world.trail.order_by("sequence")][-2:] == ["offer.made", "dataset.viewed"]
