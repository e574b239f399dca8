"""A mask strikes out an address and a name, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from hiring.decisions.blindness import Mask

WILL = Mask(email="will@example.com", name="Will")
ALICE = Mask(email="a.liddell@example.com", name="Alice Liddell")
NOBODY = Mask(email="nobody@example.com", name="")


@pytest.mark.parametrize(
    ("mask", "said", "left"),
    [
        (ALICE, "Written by Alice Liddell.", "Written by (hidden)."),
        (ALICE, "/home/alice_liddell/run.py", "/home/(hidden)/run.py"),
        (ALICE, "mail A.Liddell@Example.com", "mail (hidden)"),
        (ALICE, "ALICE  LIDDELL and alice-liddell", "(hidden) and (hidden)"),
        (ALICE, "Alice in the looking-glass", "Alice in the looking-glass"),
        (WILL, "This will hold; Will said so.", "This will hold; (hidden) said so."),
        (WILL, "Willow, will@example.com", "Willow, (hidden)"),
        (NOBODY, "Nobody, nobody@example.com", "Nobody, (hidden)"),
    ],
)
def test_it_strikes_out_the_address_and_the_name(mask: Mask, said: str, left: str) -> None:
    assert mask.text(said) == left


@given(st.text(), st.text(), st.text(max_size=20))
def test_the_address_is_never_left(before: str, after: str, name: str) -> None:
    left = Mask(email="a.liddell@example.com", name=name).text(f"{before}A.LIDDELL@example.com{after}")
    assert "a.liddell@example.com" not in left.lower()


@given(
    st.recursive(
        st.none() | st.integers() | st.text("abc"),
        lambda inner: st.lists(inner) | st.dictionaries(st.text("abc"), inner),
    )
)
def test_what_holds_neither_stays_as_it_is(data: object) -> None:
    assert ALICE.data(data) == data
