"""An invoice sums the ledger's own entries, whatever was spent and on what."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings, strategies as st
from pytest_django import DjangoAssertNumQueries

from hiring.lib.refused import Refused
from hiring.market.invoices import Invoice, invoice_of
from hiring.market.models import Licence, World
from hiring.market.queries import wallet_entries, wallet_of
from hiring.market.services.access import grant_access
from hiring.market.services.metering import report_usage
from tests.fixtures.market import license_to
from tests.hiring.market.test_races import use_of

USES = st.tuples(st.sampled_from(["m1", "m2"]), st.sampled_from(["", "f"]), st.integers(1, 3))


def cells(invoice: Invoice) -> list[tuple[str | int, ...]]:
    return [line.cells for line in invoice.lines]


@pytest.fixture
def spent(world: World) -> World:
    """Alice's market after a subscription, two paid grants and three uses by two models."""
    license_to(world, "airport-traffic", pricing_model="subscription")
    paid = license_to(world, "airport-traffic", pricing_model="per_request")
    tuned = license_to(world, "wildlife-strikes", pricing_model="per_fine_tune")
    for _ in range(2):
        grant_access(world=world, licence_id=paid.pk)
    uses = [("a", "m1", "x"), ("b", "m1", "x"), ("c", "m2", "")]
    report_usage(world=world, uses=[use_of(tuned, event_id=name, model=model, feature=to) for name, model, to in uses])
    return world


def test_it_tells_each_dataset_model_and_feature(spent: World) -> None:
    assert cells(invoice_of(attempt=spent.attempt_id)) == [
        ("airport-traffic", "access", "", "", 2, 1_600_000),
        ("airport-traffic", "subscription", "", "", 1, 4_000_000),
        ("wildlife-strikes", "usage", "m1", "x", 2, 24_000_000),
        ("wildlife-strikes", "usage", "m2", "", 1, 12_000_000),
    ]


def test_by_dataset_the_same_is_told_without_the_candidates_own_words(spent: World) -> None:
    invoice = invoice_of(attempt=spent.attempt_id)
    assert [line.cells for line in invoice.by_dataset][2:] == [("wildlife-strikes", "usage", "", "", 3, 36_000_000)]
    assert sum(line.amount_micro for line in invoice.by_dataset) == invoice.total_micro == 41_600_000


def test_a_period_begins_with_its_first_moment_and_ends_before_its_last(spent: World, licence: Licence) -> None:
    noon = timezone.now() + timedelta(hours=2)
    with time_machine.travel(noon, tick=False):
        report_usage(world=spent, uses=[use_of(licence, event_id="late")])
    attempt = spent.attempt_id
    assert invoice_of(attempt=attempt, since=noon).total_micro == 12_000_000
    assert invoice_of(attempt=attempt, until=noon).total_micro == 41_600_000
    assert invoice_of(attempt=attempt, since=noon, until=noon).lines == []


def test_another_attempts_spending_is_not_in_it(spent: World, other_world: World) -> None:
    assert invoice_of(attempt=other_world.attempt_id).lines == []


def test_it_costs_one_statement(spent: World, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        invoice_of(attempt=spent.attempt_id)


def test_whatever_is_spent_its_sums_are_the_ledgers_to_the_micro_unit(world: World, licence: Licence) -> None:
    names = iter(range(10**6))

    @settings(max_examples=15, deadline=None)
    @given(st.lists(USES, max_size=6))
    def spend(uses: list[tuple[str, str, int]]) -> None:
        with transaction.atomic():
            for model, feature, quantity in uses:
                use = use_of(licence, event_id=str(next(names)), model=model, feature=feature, quantity=quantity)
                try:
                    report_usage(world=world, uses=[use])
                except Refused:
                    break
            invoice = invoice_of(attempt=world.attempt_id)
            entries = [entry.amount_micro for entry in wallet_entries(world) if entry.transfer.reason != "budget"]
            assert invoice.total_micro == -sum(entries) == wallet_of(world).spent_micro
            assert sum(line.charges for line in invoice.lines) == len(entries)
            assert len({line.cells[:4] for line in invoice.lines}) == len(invoice.lines)
            transaction.set_rollback(True)

    spend()
