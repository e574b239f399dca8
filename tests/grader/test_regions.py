"""Regions are countries, the European Union and the world; whatever else is written is told what may be meant."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from grader.regions import COUNTRIES, REGIONS, UNION, slip_in_region


def test_regions_are_the_countries_of_the_standard_the_union_and_the_world() -> None:
    assert len(COUNTRIES) == 249
    assert len(UNION) == 27
    assert UNION < COUNTRIES
    assert REGIONS.difference(COUNTRIES) == {"EU", "worldwide"}


@given(st.sampled_from(sorted(REGIONS)))
def test_a_region_holds_no_slip_and_is_meant_by_its_name_in_other_letters(region: str) -> None:
    assert slip_in_region(region) is None
    other = region.swapcase()
    assert slip_in_region(other) == f"{other!r} is no region. Did you mean {region}?"


@given(st.text(max_size=400).filter(lambda text: text not in REGIONS))
def test_whatever_else_is_written_is_told_shortly(text: str) -> None:
    said = slip_in_region(text)
    assert said is not None
    assert len(said) < 400


@pytest.mark.parametrize(("text", "meant"), [("UK", "GB"), ("el", "GR"), ("USA", "US"), ("World", "worldwide")])
def test_what_is_often_said_instead_is_known(text: str, meant: str) -> None:
    assert slip_in_region(text) == f"{text!r} is no region. Did you mean {meant}?"
