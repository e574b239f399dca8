"""Near repeats are found by what they have in common, the same in any order of columns, whatever else there is."""

from __future__ import annotations

import os
import subprocess
import sys
from random import Random

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings, strategies as st

from grader.measures.cells import counted, kind_of
from grader.measures.coded import Field
from grader.measures.habits import accidental
from grader.measures.minhash import find_candidates, hash_texts, weigh
from grader.measures.near import Near, near_duplicates
from grader.measures.slips import slipped

Table = list[dict[str, str | None]]


def persons(count: int, *, seed: int = 1) -> Table:
    chance = Random(seed)

    def word(long: int) -> str:
        return "".join(chance.choices("abcdefghijklmnoprstuvw", k=long))

    first, last, streets = ([word(long) for _ in range(many)] for long, many in ((6, 80), (8, 300), (11, 200)))
    return [
        {
            "first": chance.choice(first),
            "last": chance.choice(last),
            "street": chance.choice(streets),
            "house": str(chance.randint(1, 99)),
            "born": f"19{chance.randint(10, 99)}{chance.randint(10, 12)}{chance.randint(10, 28)}",
        }
        for _ in range(count)
    ]


def near(rows: Table) -> Near:
    table = pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String))
    fields = [
        Field(name=name, cells=table[name], counts=(counts := counted(table[name])), kind=kind_of(counts))
        for name in table.columns
    ]
    return near_duplicates(fields, table.height)


def found(rows: Table) -> list[tuple[int, int]]:
    seen = near(rows)
    return list(zip(seen.rows.to_list(), seen.first.to_list(), strict=True))


@pytest.mark.parametrize(
    "changed",
    [
        {"last": "x"},
        {"last": None},
        {"last": "twice"},
        {"first": "swap"},
        {"born": "digit"},
        {"last": "x", "house": None},
    ],
)
def test_it_finds_one_accident_among_persons(changed: dict[str, str | None]) -> None:
    rows = persons(1000)
    copy = dict(rows[4])
    for column, how in changed.items():
        cell = str(copy[column])
        copy[column] = {None: None, "x": "x" + cell[1:], "twice": cell[0] + cell, "digit": cell[:-1] + "9"}.get(how)
        if how == "swap":
            copy["first"], copy["last"] = rows[4]["last"], rows[4]["first"]
    assert found([*rows, copy]) == [(1000, 4)]


def test_a_row_repeated_entirely_is_not_nearly_so_but_one_in_capitals_is() -> None:
    rows = persons(500)
    assert found([*rows, rows[4]]) == []
    assert found([*rows, {**rows[4], "last": str(rows[4]["last"]).upper()}]) == [(500, 4)]


def test_what_is_alike_through_a_third_row_is_one_group() -> None:
    rows = persons(500)
    second = {**rows[4], "last": f"{rows[4]['last']}x"}
    assert found([*rows, second, {**second, "first": f"y{rows[4]['first']}"}]) == [(500, 4), (501, 4)]


def test_members_of_one_household_are_several_persons() -> None:
    rows = persons(600)
    others = persons(600, seed=2)
    shared = [
        {**other, "last": row["last"], "street": row["street"], "house": row["house"]}
        for row, other in zip(rows[:100], others, strict=False)
    ]
    assert found([*rows, *shared]) == []


@settings(max_examples=20, deadline=None)
@given(order=st.permutations(["first", "last", "street", "house", "born"]), seed=st.integers(0, 1000))
def test_it_finds_them_in_any_order_of_columns(order: list[str], seed: int) -> None:
    rows = persons(200, seed=seed)
    twice = [{**row, "street": f"{row['street']}s"} for row in rows[:5]]
    table = [{name: row[name] for name in order} for row in [*rows, *twice]]
    assert {(200 + at, at) for at in range(5)} <= set(found(table))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.fixed_dictionaries(dict.fromkeys("abc", st.none() | st.text(max_size=3))), min_size=1, max_size=9))
def test_whatever_there_is_it_answers_and_the_same_again(rows: Table) -> None:
    assert found(rows) == found(rows)


@pytest.mark.parametrize("threads", ["1", "4"])
def test_threads_make_no_difference(threads: str) -> None:
    asked = "from tests.grader.measures.test_near import found, slipping; print(found(slipping()))"
    environment = {**os.environ, "POLARS_MAX_THREADS": threads, "OMP_NUM_THREADS": threads, "PYTHONHASHSEED": threads}
    told = subprocess.run([sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout == f"{found(slipping())}\n"


def slipping() -> Table:
    """Persons, some of them twice with an accident each."""
    rows = persons(400)
    return [*rows, *({**row, ("last", "street", "first")[at % 3]: None} for at, row in enumerate(rows[:40]))]


def test_crowds_are_bounded_and_told() -> None:
    seen = near([{"a": "x", "b": "y", "c": str(place % 2)} for place in range(50_000)])
    assert (len(seen.rows), seen.crowded) == (0, 50_000)


@pytest.mark.parametrize(
    ("left", "right", "slip"),
    [
        ("michael", "micheal", True),
        ("gale", "gales", True),
        ("smith street", "smiht stret", True),
        ("19420323", "19420328", True),
        ("12 main road", "12 mian road", True),
        ("scip inf 1", "scip inf 2", False),
        ("n825as", "n877as", False),
        ("denver intl", "boston logan", False),
        ("anna", "otto", False),
        ("", "", False),
    ],
)
def test_a_slip_is_told_from_another_value(left: str, right: str, slip: bool) -> None:
    told = slipped(pl.Series([left, right]), pl.Series([right, left]))
    assert told.tolist() == [slip, slip]


@given(st.lists(st.text(max_size=60), max_size=20))
def test_texts_are_one_number_just_when_they_are_one_text(texts: list[str]) -> None:
    hashes = hash_texts(pl.Series(texts, dtype=pl.String)).tolist()
    assert len(set(hashes)) == len(set(texts))
    assert hashes == [one for text in texts for one in hash_texts(pl.Series([text])).tolist()]


def test_hashes_are_the_same_on_every_machine_and_in_every_release() -> None:
    told = [16294208416658607535, 12979094727312963019, 5009824544442378663]
    assert hash_texts(pl.Series(["", "gale", "Zürich"])).tolist() == told


def test_rows_that_share_all_but_one_cell_are_candidates() -> None:
    chance = np.random.default_rng(5)
    cells = [chance.integers(1, 1 << 60, 2000, dtype=np.uint64) for _ in range(8)]
    for place, column in enumerate(cells):
        column[1000:] = np.where(np.arange(1000) % 8 == place, column[1000:], column[:1000])
    pairs = find_candidates(cells, [weigh(np.ones(2000, dtype=np.int64), 2000)] * 8)
    seen = set(zip(pairs.earlier.tolist(), pairs.later.tolist(), strict=True))
    assert len(seen & {(row, row + 1000) for row in range(1000)}) >= 990


def test_columns_that_always_differ_are_a_habit() -> None:
    accidents = np.zeros((20, 6), dtype=np.bool_)
    accidents[np.arange(20), np.arange(20) % 6] = True
    habits = np.zeros((40, 6), dtype=np.bool_)
    habits[:, [1, 4]] = True
    other, likeness = np.concatenate([accidents, habits]), np.repeat([0.9, 0.7], [20, 40])
    kept = accidental(other, likeness)
    assert not kept[20:].any()
    assert accidental(accidents, likeness[:20]).all()
