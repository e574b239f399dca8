"""Names that look the same to a reader are the same, however they are written."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from hiring.lib.refused import Refused
from hiring.market.likeness import likeness
from hiring.market.models import Licence
from tests.hiring.market.publishing import draft, publish

DESK = "Airside Records Desk"
LOOKALIKES = (
    "airside  records  desk ",
    "Airside\u00a0Records\u2003Desk",
    "Airside-Records. Desk",
    "AirsideRecords Desk",
    "\uff21irside Records Desk",
    "Airsíde Records Desk",
    "Air\u034fside Records Desk",
)


@pytest.mark.parametrize("name", LOOKALIKES)
def test_names_that_look_the_same_are_alike(name: str) -> None:
    assert likeness(name) == likeness(DESK)


@pytest.mark.parametrize("name", ["Airside Records Desk 2", "Airside Recorders Desk"])
def test_names_that_read_otherwise_are_not(name: str) -> None:
    assert likeness(name) != likeness(DESK)


@given(st.text(), st.sampled_from([" ", "\u00a0", "\u200b", "\u202e", "\u00ad", "-", "."]), st.integers(0, 20))
def test_nothing_unseen_makes_a_name_another(name: str, unseen: str, place: int) -> None:
    assert likeness(name[:place] + unseen + name[place:]) == likeness(name)


def test_no_listing_is_drafted_under_a_name_that_looks_like_a_shared_creators(licence: Licence) -> None:
    shared = licence.revision.listing.creator
    for name in (shared.replace(" ", "  "), shared.replace(" ", "\u00a0"), shared.replace(" ", "-"), shared.upper()):
        with pytest.raises(Refused, match="offers other data here") as refusal:
            draft(licence, creator=name)
        assert refusal.value.code == "creator_taken"
    for name in (shared.replace(" ", "\u200b "), f"\u202e{shared}", " "):
        with pytest.raises(Refused, match="listing at /creator"):
            draft(licence, creator=name)
    assert publish(licence, creator=" Alice ").revision.listing.creator == "Alice"
