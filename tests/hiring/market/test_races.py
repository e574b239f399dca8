"""Many at once are as one after the other: real threads, each with a connection of its own, on rows that commit."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import pytest
from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from hiring.accounts.models import Person
from hiring.assessments.models import Attempt, Invitation
from hiring.lib.refused import Refused
from hiring.market.models import Credential, Entry, Licence, Receipt, Transfer, World
from hiring.market.queries import wallet_of
from hiring.market.services.access import grant_access
from hiring.market.services.licensing import accept_offer, make_offer, revoke_licence
from hiring.market.services.metering import Use, report_usage
from hiring.market.services.trail import append_trail
from hiring.market.services.worlds import start_attempt
from tests.fixtures.market import TRAINING

Result = TypeVar("Result")
pytestmark = pytest.mark.usefixtures("live_database")


def at_once(*calls: Callable[[], Result]) -> list[Result | Refused]:
    """Make all calls at the same moment and return what each returned or was refused with."""
    results: list[Result | Refused] = []
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], Result]) -> None:
        start.wait()
        try:
            results.append(call())
        except Refused as refusal:
            results.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(results) == len(calls)
    return results


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
    def revoke() -> None:
        revoke_licence(licence=Licence.objects.select_related("world__attempt").get(pk=licence.pk), reason="Now.")

    def access() -> None:
        grant_access(world=world, licence_id=licence.pk)

    at_once(access, access, revoke, access, access)
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
