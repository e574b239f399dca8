"""Finding watermarks: through everything that cleaning does, in a part of the rows, and never by chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from itertools import combinations, product

import polars as pl
import pytest
from hypothesis import given, settings, strategies as st

from grader.measures.watermarks import CHANCE, Sighted, chances_of, sighted_in
from grader.watermark import Carrier, Groups, Watermarks, half_of, left_out_by, watermark_seed
from tests.grader.planting.flagship import planted_by

ALICE, CHARLIE = b"the seed of alice", b"the seed of charlie"
STRANGERS = tuple(Carrier(name=f"{at}", seed=watermark_seed(b"stranger %09d" % at)) for at in range(50))
MARKS = Watermarks(others=(Carrier(name="Charlie", seed=watermark_seed(CHARLIE)), *STRANGERS))


@cache
def variant(seed: bytes) -> pl.DataFrame:
    return pl.read_csv(planted_by(seed).data, infer_schema=False)


def seen(cells: pl.DataFrame) -> Sighted:
    """Return what a sample that alice handed in tells."""
    own = planted_by(ALICE).answer_key.watermark
    assert own
    return sighted_in(cells, ("strike_id",), own, MARKS)


def names_found(cells: pl.DataFrame) -> list[str]:
    return [name for name, match in seen(cells).others.items() if match.found]


def thinned(cells: pl.DataFrame) -> pl.DataFrame:
    return cells.sample(fraction=0.5, seed=3)


def least(cells: pl.DataFrame) -> pl.DataFrame:
    return cells.sample(n=1_500, seed=4)


def narrowed(cells: pl.DataFrame) -> pl.DataFrame:
    return cells.select(cells.columns[: len(cells.columns) // 2])


def sorted_again(cells: pl.DataFrame) -> pl.DataFrame:
    return cells.sort("species", "airport", descending=True)


def reformatted(cells: pl.DataFrame) -> pl.DataFrame:
    grouped = pl.format(" {},{}.0", pl.col("strike_id").str.slice(0, 3), pl.col("strike_id").str.slice(3))
    return cells.select(grouped.alias("strike_id"), pl.exclude("strike_id").str.to_uppercase())


def rounded(cells: pl.DataFrame) -> pl.DataFrame:
    tens = (pl.col("speed_knots").cast(pl.Float64, strict=False) / 10).round() * 10
    return cells.with_columns(tens.cast(pl.String))


def cleaned(cells: pl.DataFrame) -> pl.DataFrame:
    return cells.unique("strike_id").filter(pl.col("damage").is_in(["None", "Minor"]), pl.col("speed_knots") != "")


def everything(cells: pl.DataFrame) -> pl.DataFrame:
    return reformatted(narrowed(sorted_again(thinned(rounded(cells)))))


CHANGES = [thinned, least, narrowed, sorted_again, reformatted, rounded, cleaned, everything]


@pytest.mark.parametrize("change", CHANGES)
def test_a_copy_is_known_whatever_was_done_to_it(change: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
    found = seen(change(variant(CHARLIE)))
    assert [name for name, match in found.others.items() if match.found] == ["Charlie"]
    assert not found.own.found


@pytest.mark.parametrize("change", CHANGES)
def test_own_work_is_known_as_its_own(change: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
    found = seen(change(variant(ALICE)))
    assert found.own.found
    assert not len(found.strays)
    assert not any(match.found for match in found.others.values())


@pytest.mark.parametrize("share", [0.5, 0.3])
def test_a_part_of_another_s_rows_among_one_s_own_is_known(share: float) -> None:
    borrowed = variant(CHARLIE).sample(fraction=share, seed=5)
    own = variant(ALICE).join(borrowed, on="strike_id", how="anti")
    found = seen(pl.concat([borrowed, own]))
    assert found.others["Charlie"].found
    assert found.others["Charlie"].lent == len(found.strays) > 0


def test_leaving_out_whatever_the_own_variant_lacks_hides_nothing() -> None:
    assert names_found(variant(CHARLIE).join(variant(ALICE), on="strike_id", how="semi")) == ["Charlie"]


def test_the_whole_dataset_is_nobody_s_variant() -> None:
    clean = pl.read_csv(planted_by(ALICE).answer_key.clean.csv, infer_schema=False)
    found = seen(clean)
    assert len(found.strays) == found.own.here == 280
    assert not found.own.found
    assert not any(match.found for match in found.others.values())


@pytest.mark.parametrize("change", [lambda cells: cells.head(100), lambda cells: cells.drop("strike_id")])
def test_too_few_rows_or_rows_without_a_key_tell_nothing(change: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
    cells = change(variant(CHARLIE))
    assert not seen(cells).telling
    assert not names_found(cells)


def test_the_probability_is_that_of_counting_every_choice() -> None:
    groups: Groups = (tuple((f"a{at}",) for at in range(6)), tuple((f"b{at}",) for at in range(5)))
    present = frozenset({("a0",), ("a1",), ("a4",), ("b2",), ("b3",)})
    choices = list(product(*(combinations(group, half_of(len(group))) for group in groups)))
    counted = Counter(len(present.intersection(one + other)) for one, other in choices)
    assert chances_of(groups, present) == [
        Fraction(sum(counted[few] for few in range(most + 1)), len(choices)) for most in range(6)
    ]


@settings(max_examples=20, deadline=None)
@given(present=st.sets(st.integers(0, 79)))
def test_a_match_by_chance_is_no_more_likely_than_is_said(present: set[int]) -> None:
    groups: Groups = (tuple((f"{at}",) for at in range(60)), tuple((f"{at}",) for at in range(60, 80)))
    here = frozenset((f"{at}",) for at in present)
    chances = chances_of(groups, here)
    drawn = [chances[len(left_out_by(b"%016d" % at, groups) & here)] for at in range(400)]
    for level in (Fraction(1, 2), Fraction(1, 10), Fraction(1, 50)):
        usual = 400 * float(level)
        assert sum(chance <= level for chance in drawn) <= usual + 5 * usual**0.5 + 1


def test_no_stranger_s_watermark_is_found_in_work_on_ten_variants() -> None:
    crowd = Watermarks(others=tuple(Carrier(name=f"{at}", seed=b"%032d" % at) for at in range(100)))
    for at in range(10):
        own = planted_by(ALICE).answer_key.watermark
        assert own
        cells = variant(ALICE).sample(n=1_000 + 400 * at, seed=at)
        assert not [one for one in sighted_in(cells, ("strike_id",), own, crowd).others.values() if one.found]


def test_what_counts_as_found_is_below_one_in_a_million() -> None:
    assert Fraction(1, 1_000_000) == CHANCE
    assert not seen(variant(CHARLIE).head(250)).others["Charlie"].found
