"""Broken dependencies are the fewest cells that must change; suggested ones hold almost everywhere."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from random import Random

import polars as pl
import pytest
from hypothesis import given, strategies as st

from grader.measures.dependencies import broken, suggested

pairs = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), max_size=40)


def table(rows: Sequence[tuple[str, ...]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"one": pl.String, "other": pl.String}, orient="row")


@given(pairs)
def test_it_counts_the_fewest_cells_that_must_change(rows: list[tuple[str, str]]) -> None:
    groups = defaultdict[str, Counter[str]](Counter)
    for one, other in rows:
        groups[one][other] += 1
    found = broken(table(rows), determinant=["one"], dependent="other")
    assert found.wrong == sum(group.total() - max(group.values()) for group in groups.values())
    assert found.of == len(rows)
    assert not set(found.rows) & set(found.tied)


@given(pairs)
def test_mending_what_it_shows_mends_the_dependency(rows: list[tuple[str, str]]) -> None:
    found = broken(table(rows), determinant=["one"], dependent="other")
    left = [row for place, row in enumerate(rows) if place not in {*found.rows, *found.tied}]
    assert broken(table(left), determinant=["one"], dependent="other").wrong == 0


def test_blanks_say_nothing_and_white_space_makes_no_difference() -> None:
    cells = pl.DataFrame({"one": ["a", "a ", "a", "a"], "other": ["x", "x", "  ", None]})
    assert broken(cells, determinant=["one"], dependent="other").wrong == 0


def towns(count: int, *, wrong: int = 0, seed: int = 5) -> pl.DataFrame:
    chance = Random(seed)
    states = {f"town {place}": f"state {place % 12}" for place in range(40)}
    rows = [(town, states[town]) for town in chance.choices(list(states), k=count)]
    spoilt = [(town, "state 99") if place < wrong else (town, state) for place, (town, state) in enumerate(rows)]
    return table(spoilt)


def test_it_suggests_what_holds_almost_everywhere_and_shows_the_exceptions() -> None:
    (found,) = suggested(towns(2000, wrong=20))
    assert (found.determinant, found.dependent, found.rows.to_list()) == ("one", "other", list(range(20)))


def test_it_passes_over_what_is_known() -> None:
    assert suggested(towns(2000, wrong=20), known=[("one", "other")]) == ()


@pytest.mark.parametrize("cells", [towns(2000), towns(90, wrong=2), towns(2000, wrong=300)])
def test_it_suggests_nothing_without_exceptions_rows_or_reason(cells: pl.DataFrame) -> None:
    assert suggested(cells) == ()


def test_chance_suggests_nothing() -> None:
    chance = Random(2)
    rows = [(chance.choice("abcdef"), chance.choices("xyz", weights=[97, 2, 1])[0]) for _ in range(2000)]
    assert suggested(table(rows)) == ()


def test_measurements_suggest_nothing() -> None:
    chance = Random(2)
    rows = [(str(seats := chance.randrange(2, 60)), str(seats // 20)) for _ in range(2000)]
    rows[0] = (rows[0][0], "7")
    assert suggested(table(rows)) == ()
