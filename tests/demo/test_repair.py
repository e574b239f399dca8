"""The careful candidate's repairs change what the table itself says is wrong, and nothing else."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, strategies as st

from demo.diligence.repair import agree, merge_events, one_edit_apart, respell, to_knots

WORDS = st.text(alphabet="ABC", max_size=6)


@pytest.mark.parametrize(
    ("one", "other"),
    [("DELTA", "DELTTA"), ("DELTA", "DETA"), ("DELTA", "DLETA"), ("DELTA", "D3LTA"), ("DELTA", "ADELTA"), ("A", "")],
)
def test_one_edit_is_a_letter_more_less_other_or_swapped(one: str, other: str) -> None:
    assert one_edit_apart(one, other)
    assert one_edit_apart(other, one)


@pytest.mark.parametrize(("one", "other"), [("DELTA", "DELTA"), ("DELTA", "DEL"), ("DELTA", "DLTEA"), ("AB", "CD")])
def test_more_or_less_is_not_one_edit(one: str, other: str) -> None:
    assert not one_edit_apart(one, other)


@given(WORDS, st.integers(0, 5), st.sampled_from("ABC"))
def test_a_letter_put_in_is_one_edit(word: str, place: int, letter: str) -> None:
    assert one_edit_apart(word, word[:place] + letter + word[place:])


def test_a_rare_value_is_spelt_like_the_one_frequent_value_next_to_it() -> None:
    cells = ["UNITED"] * 30 + ["UNTIED", "UNICORN"]
    respelt = respell(pd.DataFrame({"operator": cells}), "operator")["operator"]
    assert respelt.tolist() == ["UNITED"] * 31 + ["UNICORN"]


def test_a_value_between_two_frequent_ones_is_left_alone() -> None:
    cells = ["CAT"] * 30 + ["CAR"] * 30 + ["CAP"]
    assert respell(pd.DataFrame({"operator": cells}), "operator")["operator"].tolist() == cells


def test_only_speeds_that_no_aircraft_reaches_are_turned_into_knots() -> None:
    table = pd.DataFrame(
        {"speed_knots": ["463", "340", "278", "278", ""], "phase": ["Climb", "Climb", "LANDING ROLL", "Climb", "Climb"]}
    )
    assert to_knots(table)["speed_knots"].tolist() == ["250", "340", "150", "278", ""]


def test_the_most_common_value_of_a_determinant_wins() -> None:
    table = pd.DataFrame({"airport": ["DENVER"] * 3 + ["", "BOSTON"], "state": ["CO", "CO", "UT", "UT", ""]})
    assert agree(table, ["airport"], "state")["state"].tolist() == ["CO", "CO", "CO", "UT", ""]


def test_of_two_reports_of_one_event_the_fuller_is_kept() -> None:
    table = pd.DataFrame(
        {
            "airport": ["DENVER", "DENVER", "BOSTON", "", ""],
            "species": ["Unknown bird - small", "Killdeer", "Killdeer", "Killdeer", "Killdeer"],
            "speed": ["", "140", "", "", ""],
        }
    )
    assert merge_events(table, ["airport"]).index.tolist() == [1, 2, 3, 4]
