"""A number is out of proportion only when it stands far from everything else."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings, strategies as st

from grader.measures.extremes import MOST, extremes


def bell(count: int = 400, *, seed: int = 1) -> list[float]:
    chance = Random(seed)
    return [chance.gauss(140, 25) for _ in range(count)]


def outside(numbers: list[float]) -> list[float]:
    bounds = extremes(pl.Series(numbers))
    return [] if bounds is None else [number for number in numbers if not bounds[0] <= number <= bounds[1]]


@pytest.mark.parametrize("slip", [1400, 14_000, -1400, 140_000])
def test_a_slip_far_out_is_found(slip: float) -> None:
    assert outside([*bell(), slip]) == [slip]


def test_a_decimal_point_slipped_to_the_left_is_found_on_a_narrow_column() -> None:
    assert outside([*(number + 5000 for number in bell()), 51.4]) == [51.4]


@pytest.mark.parametrize("shape", ["exponential", "lognormal", "uniform", "pareto"])
def test_a_long_tail_is_no_offence(shape: str) -> None:
    chance = Random(3)
    draw: Callable[[], float] = {
        "exponential": lambda: chance.expovariate(1),
        "lognormal": lambda: chance.lognormvariate(0, 1.5),
        "uniform": lambda: chance.uniform(-3, 9),
        "pareto": lambda: chance.paretovariate(1.5),
    }[shape]
    assert outside([draw() for _ in range(2000)]) == []


def test_a_number_that_keeps_coming_back_is_a_code() -> None:
    assert outside([*bell(1000), *[14_000.0] * 4]) == []
    assert outside([*bell(1000), *[14_000.0] * 3]) == [14_000] * 3


def test_a_column_of_mostly_one_number_says_nothing() -> None:
    assert outside([0.0] * 300 + [float(cost) for cost in range(1, 60)]) == []


@pytest.mark.parametrize("numbers", [[], [1.0, 900.0], [float(place % 5) for place in range(500)]])
def test_few_or_few_different_numbers_say_nothing(numbers: list[float]) -> None:
    assert extremes(pl.Series(numbers, dtype=pl.Float64)) is None


@settings(max_examples=60)
@given(st.lists(st.floats(-1e9, 1e9), min_size=100, max_size=200))
def test_never_more_than_one_in_fifty_at_either_end(numbers: list[float]) -> None:
    bounds = extremes(pl.Series(numbers))
    if bounds is not None:
        assert sum(number < bounds[0] for number in numbers) <= MOST * len(numbers)
        assert sum(number > bounds[1] for number in numbers) <= MOST * len(numbers)


def test_turning_the_sign_turns_the_bounds() -> None:
    there, back = extremes(pl.Series([*bell(), 14_000])), extremes(pl.Series([-number for number in [*bell(), 14_000]]))
    assert there is not None
    assert back is not None
    assert there[0] == -math.inf
    assert back == pytest.approx((-there[1], math.inf))
