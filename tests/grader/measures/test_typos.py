"""A slip of the hand is found beside the frequent value it was meant to be, and no code or other name is."""

from __future__ import annotations

import polars as pl
import pytest

from grader.measures.cells import counted
from grader.measures.typos import typos

AIRLINES = ("AMERICAN AIRLINES", "DELTA AIR LINES", "UPS AIRLINES", "BUSINESS", "Unknown bird - small", "MD-80 SERIES")
PLURALS = {"AMERICAN AIRLINE", "DELTA AIR LINE", "UPS AIRLINE"}
SENTENCE = "patients who were given the right kind of antibiotic within one hour before surgery"


def found(*cells: str, often: int = 40) -> dict[str, str]:
    column = [value for value in (*AIRLINES, SENTENCE) for _ in range(often)]
    return dict(typos(counted(pl.Series("cell", [*column, *cells]))).found.rows())


@pytest.mark.parametrize(
    ("cell", "usual"),
    [
        ("AMERICAN AIRINES", "AMERICAN AIRLINES"),
        ("AMMERICAN AIRLINES", "AMERICAN AIRLINES"),
        ("DELTA AIR LINSE", "DELTA AIR LINES"),
        ("DELTA AIR LINESS", "DELTA AIR LINES"),
        ("DELTA AIR LINEZ", "DELTA AIR LINES"),
        ("UPS AIRL1NES", "UPS AIRLINES"),
        ("BU5INESS", "BUSINESS"),
        ("Unknown bird - samll", "Unknown bird - small"),
        (SENTENCE.replace("i", "x", 5), SENTENCE),
    ],
)
def test_a_slip_is_found(cell: str, usual: str) -> None:
    assert found(cell) == {cell: usual}


@pytest.mark.parametrize(
    "cell",
    [
        "MD-82 SERIES",
        "MD-80 SERIE",
        "AMERICAN AIRLINES EXPRESS",
        "Unknown bird - large",
        "BUSINESS JET",
        "business",
        "KELTA AIR LINES",
        "DELTA",
    ],
)
def test_another_thing_is_left_alone(cell: str) -> None:
    assert found(cell) == {}


def test_a_value_that_comes_back_is_no_slip() -> None:
    assert found(*["AMERICAN AIRINES"] * 3) == {}


def test_a_column_of_many_names_is_not_judged() -> None:
    assert found(*(f"town of {place}ville" for place in range(100)), "AMERICAN AIRINES") == {}


@pytest.mark.parametrize("usual", AIRLINES[:4])
def test_every_letter_but_the_first_may_be_dropped(usual: str) -> None:
    places = [place for place in range(1, len(usual)) if usual[place].isalpha()]
    slips = {usual[:place] + usual[place + 1 :] for place in places} - PLURALS
    assert found(*slips) == dict.fromkeys(slips, usual)


def crafted(length: int) -> pl.DataFrame:
    """Count a thousand frequent values and five thousand rare ones that share nearly all of their letters."""
    start = "c" * (length - 4)
    often = [(f"{start}{place:04}", 20) for place in range(1_000)]
    return pl.DataFrame(
        [*often, *((f"{start}{place}", 1) for place in range(1_000, 6_000))], ["value", "n"], orient="row"
    )


@pytest.mark.parametrize("length", [100, 400])
def test_what_is_left_out_of_a_crafted_column_is_told(length: int) -> None:
    assert typos(crafted(length)).left_out > 900


def test_nothing_is_left_out_of_an_ordinary_column() -> None:
    assert typos(counted(pl.Series("cell", [*AIRLINES * 40, "AMERICAN AIRINES"]))).left_out == 0
