"""Second spellings of one value are found where one of them is clearly the usual one."""

from __future__ import annotations

import polars as pl
import pytest

from grader.measures.cells import counted
from grader.measures.spelling import Spellings, spellings


def found(*cells: str, allowed: tuple[str, ...] = ()) -> Spellings:
    return spellings(counted(pl.Series("cell", cells)), allowed=allowed)


@pytest.mark.parametrize(
    ("cell", "case"), [("KILLDEER", True), ("killdeer", True), ("Kill-deer", False), ("Kill deer", False)]
)
def test_a_rare_spelling_departs_from_the_usual_one(cell: str, *, case: bool) -> None:
    assert found(*["Killdeer"] * 10, cell).variants.rows() == [(cell, "Killdeer", case)]


def test_two_common_spellings_may_be_two_things() -> None:
    assert found(*["Glen Dale"] * 5, "Glendale").variants.is_empty()


def test_a_listed_value_is_right_however_rare() -> None:
    assert found("TRAIN", "TRAIN", "train", allowed=("train",)).variants["value"].to_list() == ["TRAIN"]
    assert found("Medium", *["MEDIUM"] * 20, allowed=("Medium", "MEDIUM")).variants.is_empty()


@pytest.mark.parametrize("cell", [" Killdeer", "Killdeer ", "Barn  owl", "Barn\u00a0owl", "Barn\towl"])
def test_needless_white_space_is_found(cell: str) -> None:
    assert found("Killdeer", "Barn owl", cell).blanks.to_list() == [cell]


def test_white_space_alone_makes_no_second_spelling() -> None:
    assert found(*["Killdeer"] * 20, "Killdeer ").variants.is_empty()


@pytest.mark.parametrize("cell", ["SÃ£o Paulo", "Itâ€™s", "caf\ufffd", "Tom &amp; Jerry", "a\x00b"])
def test_broken_characters_are_found(cell: str) -> None:
    assert found("Killdeer", cell).broken.to_list() == [cell]


@pytest.mark.parametrize("cell", ["São Paulo", "Ångström", "AT&T", "Â", "naïve – word"])
def test_honest_characters_are_left_alone(cell: str) -> None:
    assert found("Killdeer", cell).broken.is_empty()


@pytest.mark.parametrize("cells", [("MD-80", "MD-82"), ("B-737-300", "B-737-400"), ("1-2", "12"), ("...", "-")])
def test_codes_that_differ_are_different(cells: tuple[str, ...]) -> None:
    assert found(*cells[:1] * 20, *cells).variants.is_empty()
