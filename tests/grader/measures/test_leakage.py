"""A column gives the label away when it avoids the mistakes of blind guesses on rows it was not learnt from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

import polars as pl
import pytest
from hypothesis import given, strategies as st

from grader.measures.leakage import given_away


def labels(count: int = 600, *, seed: int = 4) -> list[str]:
    return Random(seed).choices(["None", "Minor", "Substantial"], weights=[89, 7, 4], k=count)


def share(values: Sequence[str | float | None], given: Sequence[str | None]) -> float:
    dtype = pl.Float64 if any(isinstance(value, float) for value in values) else pl.String
    return given_away(pl.Series("value", values, dtype=dtype), pl.Series("label", given, dtype=pl.String))


def test_the_label_under_another_name_gives_all_away() -> None:
    given = labels()
    assert share([f"level {label}" for label in given], given) == 1


def test_a_number_that_follows_from_the_label_gives_all_away() -> None:
    given, chance = labels(), Random(8)
    costs = [{"None": 0, "Minor": 1000, "Substantial": 9000}[label] + chance.random() for label in given]
    assert share(costs, given) > 0.97


@pytest.mark.parametrize("name", [lambda place: f"N{place}", lambda place: place * 1.5])
def test_what_only_names_the_row_gives_nothing_away(name: Callable[[int], str | float]) -> None:
    given = labels()
    assert share([name(place) for place in range(len(given))], given) < 0.1


def test_chance_gives_nothing_away() -> None:
    chance = Random(1)
    assert share([chance.choice("abc") for _ in range(600)], labels()) < 0.05


@given(st.lists(st.tuples(st.none() | st.sampled_from("abc"), st.none() | st.sampled_from("xy")), max_size=50))
def test_it_is_a_share(rows: list[tuple[str | None, str | None]]) -> None:
    assert 0 <= share([cell for cell, _ in rows], [label for _, label in rows]) <= 1


def test_one_class_alone_can_not_be_given_away() -> None:
    assert share(["a", "b"], ["x", "x"]) == 0
