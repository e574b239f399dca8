"""Planting: what is planted is what the key says, where it says, as much and as hard for every seed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings, strategies as st

from grader.answer_key import AnswerKey
from grader.digests import digest_of
from grader.errors import Unreadable
from grader.planting.plant import Planted, plant
from grader.planting.table import Table
from tests.grader.planting.flagship import COHORT, clean_rows, planted_by, the_listing, the_plan, the_reference

seeds = st.binary(min_size=16, max_size=64)
few = settings(max_examples=4, deadline=None)


def tally(planted: Planted) -> Counter[tuple[str, str, str | None]]:
    return Counter((defect.kind, defect.difficulty, defect.column) for defect in planted.answer_key.defects)


def undo(planted: Planted) -> list[tuple[str, ...]]:
    """Mend what the key lists, leave out the rows it calls added, and return the rest sorted."""
    added = Counter(defect.key for defect in planted.answer_key.defects if defect.column is None)
    mends = {(defect.key, defect.column): defect for defect in planted.answer_key.defects}
    mended = []
    for row in planted.table.rows:
        key = (row["strike_id"],)
        if added[key]:
            added[key] -= 1
            continue
        cells = {column: mends.get((key, column)) for column in row}
        mended.append(tuple(str(defect.clean) if defect else row[column] for column, defect in cells.items()))
    return sorted(mended)


@few
@given(seed=seeds)
def test_every_defect_stands_where_the_key_says(seed: bytes) -> None:
    planted = planted_by(seed)
    rows = {row["strike_id"]: row for row in planted.table.rows}
    clean = clean_rows(planted)
    for defect in planted.answer_key.defects:
        if defect.column:
            assert rows[defect.key[0]][defect.column] == defect.dirty != defect.clean
            assert clean[defect.key[0]][defect.column] == defect.clean
        else:
            assert defect.twin is not None
            assert rows[defect.key[0]]["airport"] == rows[defect.twin[0]]["airport"]


@few
@given(seed=seeds)
def test_everything_else_is_untouched(seed: bytes) -> None:
    planted = planted_by(seed)
    clean = clean_rows(planted)
    cells = {(defect.key[0], defect.column) for defect in planted.answer_key.defects if defect.column}
    added = {defect.key[0] for defect in planted.answer_key.defects if not defect.column}
    assert not [
        (row["strike_id"], column)
        for row in planted.table.rows
        if row["strike_id"] not in added
        for column, cell in row.items()
        if cell != clean[row["strike_id"]][column] and (row["strike_id"], column) not in cells
    ]


@few
@given(seed=seeds)
def test_undoing_the_key_gives_the_clean_table_but_for_what_is_left_out(seed: bytes) -> None:
    planted = planted_by(seed)
    left_out = {name for (name,) in planted.answer_key.left_out}
    given = [row for name, row in clean_rows(planted).items() if name not in left_out]
    assert undo(planted) == sorted(tuple(row.values()) for row in given)


@few
@given(seed=seeds, other=seeds)
def test_two_attempts_get_the_same_kinds_and_difficulty_at_other_places(seed: bytes, other: bytes) -> None:
    one, two = planted_by(seed), planted_by(other)
    assert tally(one) == tally(two)
    if seed != other:
        planted = [{d.key for d in p.answer_key.defects if not d.natural} for p in (one, two)]
        assert len(planted[0] & planted[1]) < len(planted[0]) / 4


@few
@given(seed=seeds)
def test_a_row_takes_one_defect_at_most(seed: bytes) -> None:
    touched = [defect.twin or defect.key for defect in planted_by(seed).answer_key.defects]
    assert len(set(touched)) == len(touched)


def test_the_same_seed_plants_the_same_bytes() -> None:
    seed = b"a seed of twenty-some bytes"
    again = plant(the_listing("wildlife-strikes"), the_plan(), seed=seed, cohort=COHORT, reference=the_reference())
    assert again.data == planted_by(seed).data
    assert again.answer_key.to_json() == planted_by(seed).answer_key.to_json()


def test_every_count_of_the_plan_is_planted_exactly() -> None:
    planned: Counter[tuple[str, str]] = Counter()
    for recipe in the_plan().planting.recipes:
        planned[recipe.kind, recipe.difficulty] += recipe.count
    planted = planted_by(b"sixteen bytes ok").answer_key.defects
    assert Counter((defect.kind, defect.difficulty) for defect in planted if not defect.natural) == planned


def test_the_data_s_own_stray_codes_count_as_defects() -> None:
    natural = [defect for defect in planted_by(b"sixteen bytes ok").answer_key.defects if defect.natural]
    assert Counter(defect.dirty for defect in natural) == {"B": 1, "C": 14}
    assert {defect.clean for defect in natural} == {""}


def test_an_added_row_hides_among_the_others() -> None:
    planted = planted_by(b"sixteen bytes ok")
    places = {row["strike_id"]: place for place, row in enumerate(planted.table.rows)}
    copies = [defect for defect in planted.answer_key.defects if defect.twin and defect.twin != defect.key]
    assert all(len(defect.key[0]) == 6 for defect in copies)
    beside = [d for d in copies if d.twin and abs(places[d.key[0]] - places[d.twin[0]]) == 1]
    assert len(beside) <= 1


def test_the_key_reads_back_as_it_was_and_names_the_planted_bytes() -> None:
    planted = planted_by(b"sixteen bytes ok")
    assert AnswerKey.parse(planted.answer_key.to_json()) == planted.answer_key
    assert planted.answer_key.revision == digest_of(planted.data)
    assert len(planted.answer_key.to_json()) < 2 << 20


def test_a_recipe_that_finds_too_few_rows_says_so() -> None:
    plan, listing = the_plan(), the_listing("wildlife-strikes")
    small = Table(columns=listing.columns, rows=listing.rows[:50])
    with pytest.raises(Unreadable, match=r"flip-repaired plants 12 defects and only \d+ rows can take one"):
        plant(small, plan, seed=b"sixteen bytes ok", cohort=COHORT, reference=the_reference())


def test_a_table_whose_key_repeats_is_refused() -> None:
    listing = the_listing("wildlife-strikes")
    doubled = Table(columns=listing.columns, rows=[*listing.rows, listing.rows[0]])
    with pytest.raises(Unreadable, match="1 of its rows share a key"):
        plant(doubled, the_plan(), seed=b"sixteen bytes ok", cohort=COHORT)


def test_a_plan_for_another_listing_is_refused() -> None:
    plan = replace(the_plan(), exercise_listing="airport-traffic")
    with pytest.raises(Unreadable, match="which the listing has not"):
        plant(the_listing("airport-traffic"), plan, seed=b"sixteen bytes ok", cohort=COHORT)


@pytest.mark.parametrize("size", [0, 15, 65])
def test_a_seed_of_another_length_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="A seed has 16 to 64 bytes"):
        plant(the_listing("wildlife-strikes"), the_plan(), seed=b"x" * size, cohort=COHORT)
