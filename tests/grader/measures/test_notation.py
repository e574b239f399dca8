"""Numbers and dates that are not written like the rest of their column are found, and no others."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, strategies as st

from grader.measures.cells import Kind, counted
from grader.measures.notation import date_notation, number_notation

DAYS = tuple(f"1999-05-{day:02}" for day in range(1, 29))


def numbers(*cells: str, kind: Kind = Kind.TEXT) -> tuple[list[str], list[str]]:
    found = number_notation(counted(pl.Series("cell", cells, dtype=pl.String)), kind=kind)
    return sorted(found.dressed), sorted(found.odd)


@given(st.lists(st.integers() | st.floats(allow_nan=False, allow_infinity=False), max_size=30))
def test_plain_numbers_are_left_alone(plain: list[float]) -> None:
    assert numbers(*map(str, plain), kind=Kind.NUMBER) == ([], [])


@pytest.mark.parametrize("cell", ["12 oz", "12.0 oz.", "$12", "12%", "1,200", "1 200", "12 °C", "-3 km/h"])
def test_a_number_is_found_in_its_dress(cell: str) -> None:
    assert numbers("1", "2", cell, kind=Kind.NUMBER) == ([cell], [])


@pytest.mark.parametrize("cell", ["x12", "1x2", "B-737-300", "twelve"])
def test_what_is_no_number_is_odd_among_numbers(cell: str) -> None:
    assert numbers("1", "2", cell, kind=Kind.NUMBER) == ([], [cell])


def test_one_unit_throughout_is_a_way_of_writing() -> None:
    assert numbers(*(f"{number} patients" for number in range(50))) == ([], [])


def test_several_units_are_several_ways() -> None:
    assert numbers("12 oz", "16 oz.", "12 ounce") == (["12 ounce", "12 oz", "16 oz."], [])


def test_a_rare_unit_departs_from_the_usual_one() -> None:
    assert numbers(*(f"{number}%" for number in range(50)), "12 x") == (["12 x"], [])


@pytest.mark.parametrize("cells", [("1st", "2nd", "Main"), ("A1", "B2"), ("12 Main Street", "Oak Lane", "Elm Road")])
def test_names_with_numbers_are_names(cells: tuple[str, ...]) -> None:
    assert numbers(*cells) == ([], [])


@given(st.dates(date(1000, 1, 1)), st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%d %b %Y", "%m/%d/%Y", "%Y%m%d"]))
def test_a_date_in_the_declared_style_is_right(day: date, style: str) -> None:
    found = date_notation(counted(pl.Series("cell", [day.strftime(style)])), style=style)
    assert (len(found.reformatted), len(found.impossible), len(found.odd)) == (0, 0, 0)


@pytest.mark.parametrize(
    "cell", ["05/13/1999", "13 May 1999", "1999-5-13T10:00", "1999/05/13", "May 13, 1999", "13.5.1999"]
)
def test_a_date_in_another_style_is_found(cell: str) -> None:
    found = date_notation(counted(pl.Series("cell", [*DAYS, cell])), style="%Y-%m-%d")
    assert [*found.reformatted, *found.odd] == [cell]


def test_without_a_style_most_dates_decide() -> None:
    found = date_notation(counted(pl.Series("cell", ["13.05.1999", "14.05.1999", "1999-05-15"])))
    assert (found.form, found.reformatted.to_list()) == ("31.12.2001", ["1999-05-15"])


@pytest.mark.parametrize("style", ["%Y-%m-%d", None])
def test_a_day_that_no_calendar_has_is_found(style: str | None) -> None:
    found = date_notation(counted(pl.Series("cell", [*DAYS, "1999-02-30"])), style=style)
    assert (found.impossible.to_list(), found.reformatted.to_list(), found.odd.to_list()) == (["1999-02-30"], [], [])
