"""Prices are whole micro-units, and no part of a charge is lost."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from hiring.market.pricing import GIGABYTE, Fact, Model, charge, share_earnings, split

PRICES = st.integers(min_value=0, max_value=10**13)
SIZES = st.integers(min_value=0, max_value=10**13)
QUANTITIES = st.integers(min_value=1, max_value=10**12)


@pytest.mark.parametrize(
    ("model", "fact", "quantity", "size", "micro"),
    [
        (Model.SUBSCRIPTION, Fact.LICENCE, 1, 0, 7_000_000),
        (Model.PER_REQUEST, Fact.ACCESS, 1, 10**9, 7_000_000),
        (Model.PER_GIGABYTE, Fact.ACCESS, 1, 10**9, 7_000_000),
        (Model.PER_GIGABYTE, Fact.ACCESS, 1, 1, 1),
        (Model.PER_GIGABYTE, Fact.ACCESS, 1, 0, 0),
        (Model.PER_FINE_TUNE, Fact.FINE_TUNE, 3, 0, 21_000_000),
        (Model.PER_INFERENCE, Fact.INFERENCE, 2, 0, 14_000_000),
        (Model.PER_INFERENCE, Fact.RETRIEVAL, 2, 0, 14_000_000),
        (Model.PER_INFERENCE, Fact.FINE_TUNE, 2, 0, 0),
        (Model.SUBSCRIPTION, Fact.INFERENCE, 1000, 0, 0),
    ],
)
def test_each_model_charges_for_its_own_facts_alone(
    model: Model, fact: Fact, quantity: int, size: int, micro: int
) -> None:
    assert charge(model, 7_000_000, fact, quantity=quantity, size=size) == micro


@given(PRICES, SIZES)
def test_a_part_of_a_gigabyte_costs_its_part_rounded_up_by_less_than_a_micro_unit(price: int, size: int) -> None:
    exact = Fraction(price * size, GIGABYTE)
    assert 0 <= charge(Model.PER_GIGABYTE, price, Fact.ACCESS, size=size) - exact < 1


@given(PRICES, QUANTITIES, QUANTITIES)
def test_reporting_in_parts_costs_as_much_as_reporting_at_once(price: int, one: int, other: int) -> None:
    def cost(quantity: int) -> int:
        return charge(Model.PER_INFERENCE, price, Fact.INFERENCE, quantity=quantity)

    assert cost(one) + cost(other) == cost(one + other)


@given(st.sampled_from(Model), st.sampled_from(Fact), PRICES, QUANTITIES, SIZES)
def test_nothing_ever_costs_less_than_nothing(model: Model, fact: Fact, price: int, quantity: int, size: int) -> None:
    assert charge(model, price, fact, quantity=quantity, size=size) >= 0


@given(st.integers(min_value=0, max_value=10**18))
def test_a_split_adds_up_and_gives_nobody_less_than_nothing(amount: int) -> None:
    parts = split(amount)
    assert parts.creator_micro + parts.fee_micro == amount
    assert parts.fee_micro >= 0
    assert parts.creator_micro >= 0


@given(st.integers(0, 10**18), st.lists(st.text(min_size=1), unique=True, max_size=5), st.floats(0, 1))
def test_earnings_and_any_part_of_them_add_up(gross: int, sources: list[str], share: float) -> None:
    earned = share_earnings(gross, sources)
    part = earned.part(int(earned.owed_micro * share) if earned.owed_micro < 2**53 else earned.owed_micro // 2)
    assert earned.gross_micro == gross
    assert 0 <= part.gross_micro <= gross
    assert earned.part(earned.owed_micro) == earned
    assert set(part.royalties) == set(sources)
    assert min([part.fee_micro, *part.royalties.values()]) >= 0
