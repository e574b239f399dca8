"""Drift is as large as the textbooks have it, seldom seen where there is none, and the same in any order of rows."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings, strategies as st
from scipy import stats

from grader.measures.drift import drift_of_numbers, drift_of_values

numbers = st.lists(st.integers(-20, 20), min_size=50, max_size=90)
values = st.lists(st.sampled_from("abcde"), min_size=50, max_size=90)


@given(numbers, numbers)
def test_the_distance_of_numbers_is_that_of_kolmogorov_and_smirnov(one: list[int], two: list[int]) -> None:
    drift = drift_of_numbers(pl.Series(one, dtype=pl.Float64), pl.Series(two, dtype=pl.Float64), tests=1)
    assert drift is not None
    assert drift.effect == pytest.approx(stats.ks_2samp(one, two, method="asymp").statistic)


@settings(max_examples=40)
@given(values, values)
def test_the_distance_of_values_is_that_of_cramer_where_none_is_rare(one: list[str], two: list[str]) -> None:
    one, two = one + list("abcde") * 10, two + list("abcde") * 10
    drift = drift_of_values(pl.Series(one), pl.Series(two), tests=1)
    table = [[part.count(value) for value in "abcde"] for part in (one, two)]
    assert drift is not None
    assert drift.effect == pytest.approx(stats.contingency.association(table, method="cramer"))
    chance = stats.chi2_contingency(table).pvalue
    assert (drift.sure and chance < 0.012) or (not drift.sure and chance > 0.008)


@given(numbers, numbers)
def test_the_order_of_rows_makes_no_difference(one: list[int], two: list[int]) -> None:
    parts = [pl.Series(part, dtype=pl.Float64) for part in (one, two)]
    told = drift_of_numbers(*parts, tests=3)
    assert told == drift_of_numbers(*(part.reverse() for part in parts), tests=3)


def test_chance_seldom_makes_a_drift() -> None:
    chance = np.random.default_rng(4)
    seen = 0
    for _ in range(200):
        one, two = (chance.normal(size=200) for _ in range(2))
        first, second = (chance.choice(list("abcdefgh"), 200) for _ in range(2))
        drifts = (
            drift_of_numbers(pl.Series(one), pl.Series(two), tests=2),
            drift_of_values(pl.Series(first), pl.Series(second), tests=2),
        )
        seen += any(drift is not None and drift.notable for drift in drifts)
    assert seen <= 6


def test_large_and_small_parts_are_compared_by_some_of_their_rows() -> None:
    drift = drift_of_numbers(pl.Series(range(1_000_000)).cast(pl.Float64), pl.Series([5.0] * 60), tests=1)
    assert drift is not None
    assert drift.effect == pytest.approx(1, abs=0.001)


def test_names_and_few_rows_are_not_compared() -> None:
    names = pl.Series([f"name {place}" for place in range(500)])
    assert drift_of_values(names[:250], names[250:], tests=1) is None
    assert drift_of_values(pl.Series(["a"] * 49), pl.Series(["b"] * 400), tests=1) is None
    assert drift_of_numbers(pl.Series([1.0] * 49), pl.Series([2.0] * 400), tests=1) is None


def test_a_value_that_is_gone_weighs_in_the_index() -> None:
    drift = drift_of_values(pl.Series(["a", "b"] * 200), pl.Series(["a"] * 400), tests=1)
    assert drift is not None
    assert (drift.notable, drift.index > 0.25) == (True, True)
