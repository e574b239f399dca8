"""Placeholders are told from honest values by what else stands in the column."""

from __future__ import annotations

import polars as pl
import pytest

from grader.measures.cells import Kind, counted
from grader.measures.missing import placeholders

SPEEDS = tuple(str(speed) for speed in range(80, 240))
DAYS = tuple(f"19{year}-05-0{day}" for year in range(90, 99) for day in range(1, 9))
NAMES = ("Killdeer", "Barn owl", "Mallard") * 20


def found(*cells: str, declared: tuple[str, ...] = (), allowed: tuple[str, ...] = ()) -> list[str]:
    counts = counted(pl.Series("cell", cells))
    return sorted(placeholders(counts, declared=declared, allowed=allowed).all())


@pytest.mark.parametrize("cell", ["N/A", "n/a", "NULL", "<NA>", "#DIV/0!", "NaN"])
@pytest.mark.parametrize("others", [SPEEDS, DAYS, NAMES])
def test_some_words_mean_nothing_anywhere(cell: str, others: tuple[str, ...]) -> None:
    assert found(*others, cell) == [cell]


@pytest.mark.parametrize("cell", ["NA", "None", "-", "?", "unknown"])
def test_some_words_mean_nothing_among_numbers_and_dates_only(cell: str) -> None:
    assert found(*SPEEDS, cell) == found(*DAYS, cell) == [cell]
    assert found(*NAMES, cell) == []


@pytest.mark.parametrize("cell", ["-999", "-99", "999", "9999", "-999.0"])
def test_nines_far_from_all_others_stand_in_for_nothing(cell: str) -> None:
    assert found(*SPEEDS, cell) == [cell]


@pytest.mark.parametrize("cell", ["99", "-1", "0", "250"])
def test_nines_that_may_be_measured_are_left_alone(cell: str) -> None:
    assert found(*SPEEDS, cell) == []


def test_negative_nines_are_honest_where_there_are_negative_numbers() -> None:
    assert found(*(str(number) for number in range(-80, 80)), "-99") == []


@pytest.mark.parametrize("cell", ["1900-01-01", "9999-12-31", "0001-01-01T00:00:00"])
def test_customary_days_far_from_all_others_stand_in_for_nothing(cell: str) -> None:
    assert found(*DAYS, cell) == [cell]


def test_a_customary_day_among_its_like_is_honest() -> None:
    assert found(*(f"19{year}-03-07" for year in range(66, 80)), "1970-01-01") == []


def test_what_is_declared_counts_and_what_is_allowed_does_not() -> None:
    assert found(*NAMES, "UNK", declared=("UNK", "-999")) == ["UNK"]
    assert found(*NAMES, "N/A", declared=("N/A",), allowed=("N/A",)) == []


def test_a_declared_number_or_day_is_the_same_however_it_is_written() -> None:
    assert found(*(str(number) for number in range(-80, 80)), "-5.00", declared=("-5",)) == ["-5", "-5.00"]
    assert found(*DAYS, "1995-01-01T00:00:00", declared=("1995-01-01",)) == ["1995-01-01T00:00:00"]


def test_an_empty_column_has_none() -> None:
    empty = counted(pl.Series("cell", [], dtype=pl.String))
    assert placeholders(empty, kind=Kind.NUMBER).all().is_empty()
    assert placeholders(empty, kind=Kind.DATE).all().is_empty()
