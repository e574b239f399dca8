"""Uses are reported once, charged once and answered with a receipt, all of a report or nothing of it."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from grader.attestation import verify_token
from hiring.accounts.models import Person
from hiring.assessments.services.attempting import MOST_EXTRA_MINUTES, extend_attempt
from hiring.keys.queries import jwks
from hiring.lib.refused import Refused
from hiring.market.models import Entry, Licence, Receipt, UsageEvent, World
from hiring.market.queries import wallet_of
from hiring.market.services.licensing import LICENCE_LASTS, revoke_licence
from hiring.market.services.metering import CLOCK_DRIFT, MOST_AT_ONCE, MOST_EVENTS, Use, report_usage
from tests.fixtures.market import license_to


@pytest.fixture
def use(licence: Licence) -> Use:
    """One fine-tune on the exercise, a moment ago."""
    return Use(
        event_id="run-1",
        licence=licence.pk,
        kind="fine_tune",
        quantity=1,
        model="damage-v1",
        feature="",
        occurred_at=timezone.now(),
    )


def reasons(refusal: Refused) -> list[tuple[str, str]]:
    return [(detail.pointer, detail.code) for detail in refusal.details]


def test_a_use_is_charged_and_answered_with_a_receipt_anyone_can_verify(licence: Licence, use: Use) -> None:
    [receipt] = report_usage(world=licence.world, uses=[use])
    claims = verify_token(receipt.token, jwks(), typ="assay-receipt+jwt")
    assert receipt.charged_micro == licence.offer.price_micro == wallet_of(licence.world).spent_micro
    assert (claims["kind"], claims["event_id"], claims["charged_micro"]) == ("usage", "run-1", receipt.charged_micro)
    assert claims["attempt"] == str(licence.world.attempt_id)
    reported, charged = licence.world.trail.all().order_by("sequence").reverse()[:2][::-1]
    assert reported.facts["charged_micro"] == charged.facts["amount_micro"] == charged.facts["spent_micro"]


def test_a_use_reported_again_gets_the_same_receipt_and_is_charged_once(licence: Licence, use: Use) -> None:
    first = report_usage(world=licence.world, uses=[use])
    again = report_usage(world=licence.world, uses=[use, use])
    assert [*again] == [first[0], first[0]]
    assert wallet_of(licence.world).spent_micro == first[0].charged_micro


def test_a_receipt_stays_available_after_its_licence_has_ended(licence: Licence, use: Use) -> None:
    first = report_usage(world=licence.world, uses=[use])
    revoke_licence(licence=licence, reason="Withdrawn.")
    assert report_usage(world=licence.world, uses=[use]) == first


@pytest.mark.parametrize("changes", [{"quantity": 2}, {"model": "v2"}, {"feature": "x"}, {"kind": "inference"}])
def test_an_event_id_is_not_used_for_other_facts(licence: Licence, use: Use, changes: dict[str, str]) -> None:
    report_usage(world=licence.world, uses=[use])
    with pytest.raises(Refused) as refusal:
        report_usage(world=licence.world, uses=[replace(use, **changes)])  # type: ignore[arg-type]
    assert reasons(refusal.value) == [("/events/0", "event_id_reused")]


def test_a_report_with_faults_is_refused_whole_and_names_each(licence: Licence, use: Use, other_world: World) -> None:
    foreign = license_to(other_world, "wildlife-strikes", pricing_model="per_request")
    uses = [
        use,
        replace(use, event_id="2", licence=foreign.pk),
        replace(use, event_id="3", licence=uuid.uuid4()),
        replace(use, event_id="4", quantity=0),
        replace(use, event_id="5", quantity=10**12 + 1),
        replace(use, event_id="6", kind="theft"),
        replace(use, event_id="7", occurred_at=timezone.now() + CLOCK_DRIFT + timedelta(seconds=5)),
        replace(use, event_id="8", occurred_at=licence.created_at - CLOCK_DRIFT - timedelta(seconds=1)),
        replace(use, quantity=5),
    ]
    with pytest.raises(Refused, match="8 of 9 events can't be taken, so none was") as refusal:
        report_usage(world=licence.world, uses=uses)
    assert reasons(refusal.value) == [
        ("/events/1", "no_such_licence"),
        ("/events/2", "no_such_licence"),
        ("/events/3", "bad_quantity"),
        ("/events/4", "bad_quantity"),
        ("/events/5", "bad_kind"),
        ("/events/6", "in_the_future"),
        ("/events/7", "before_licence"),
        ("/events/8", "event_id_reused"),
    ]
    assert not UsageEvent.objects.exists()


@pytest.mark.parametrize("ended_by", ["revocation", "time"])
def test_use_after_the_end_of_a_licence_is_refused_and_use_before_it_is_taken(
    licence: Licence, use: Use, bob: Person, ended_by: str
) -> None:
    extend_attempt(attempt=licence.world.attempt, minutes=MOST_EXTRA_MINUTES, reason="Parental leave.", by=bob)
    end = licence.created_at + (timedelta(hours=1) if ended_by == "revocation" else LICENCE_LASTS)
    with time_machine.travel(end, tick=False):
        if ended_by == "revocation":
            revoke_licence(licence=licence, reason="Withdrawn.")
        with pytest.raises(Refused) as refusal:
            report_usage(world=licence.world, uses=[replace(use, occurred_at=timezone.now())])
        assert reasons(refusal.value) == [("/events/0", "after_licence")]
        assert report_usage(world=licence.world, uses=[use])


def test_spending_is_refused_at_the_cap_and_leaves_nothing(licence: Licence, use: Use) -> None:
    affordable = 60_000_000 // licence.offer.price_micro
    with pytest.raises(Refused, match="Nothing was charged") as refusal:
        report_usage(world=licence.world, uses=[use, replace(use, event_id="2", quantity=affordable)])
    assert refusal.value.status == 402
    assert not Receipt.objects.exists()
    assert wallet_of(licence.world).spent_micro == 0
    assert not licence.world.trail.filter(kind="usage.reported").exists()
    report_usage(world=licence.world, uses=[replace(use, quantity=affordable)])


def test_a_charge_beyond_every_wallet_is_refused_like_any_other(licence: Licence, use: Use) -> None:
    with pytest.raises(Refused, match="Nothing was charged"):
        report_usage(world=licence.world, uses=[replace(use, quantity=MOST_AT_ONCE)])


def test_use_of_another_kind_than_the_licence_charges_for_is_recorded_free(licence: Licence, use: Use) -> None:
    [receipt] = report_usage(world=licence.world, uses=[replace(use, kind="retrieval", quantity=1000)])
    assert receipt.charged_micro == 0
    assert Entry.objects.filter(transfer__reason="usage").count() == 0
    assert not licence.world.trail.filter(kind="money.charged").exists()


@pytest.mark.parametrize("count", [0, MOST_EVENTS + 1])
def test_a_report_has_a_size(licence: Licence, use: Use, count: int) -> None:
    with pytest.raises(Refused, match=f"A report holds 1 to {MOST_EVENTS} events, not {count}"):
        report_usage(world=licence.world, uses=[use] * count)
