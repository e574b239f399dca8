"""Watermarks as documents and as draws: read back whole, refused with a reason, drawn by their seed alone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from grader.errors import Unreadable
from grader.watermark import Carrier, Watermarks, left_out_by, watermark_seed

GROUPS = (tuple((f"{at}",) for at in range(40)), (("a",), ("b",), ("c",)), ())
ONE, TWO = (Carrier(name=name, seed=watermark_seed(name.encode() * 3)) for name in ("Heron-100", "Avocet-200"))
seeds = st.binary(min_size=16, max_size=64)


def test_they_read_back_in_one_order_whatever_order_they_came_in() -> None:
    assert Watermarks(others=(ONE, TWO)).to_json() == Watermarks(others=(TWO, ONE)).to_json()
    assert set(Watermarks.parse(Watermarks(others=(ONE, TWO)).to_json()).others) == {ONE, TWO}


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda d: d.update(version=2), "/version"),
        (lambda d: d["others"][0].update(seed="5ec2e7"), "/others/0/seed"),
        (lambda d: d["others"][0].update(name=""), "/others/0/name"),
        (lambda d: d["others"].append(d["others"][0]), "/others"),
    ],
)
def test_it_refuses_what_is_not_whole_and_echoes_no_seed(change: Any, place: str) -> None:
    document = json.loads(Watermarks(others=(ONE,)).to_json())
    change(document)
    with pytest.raises(Unreadable) as refusal:
        Watermarks.parse(json.dumps(document).encode())
    assert (refusal.value.file, refusal.value.place) == ("watermarks.json", place)
    assert "5ec2e7" not in str(refusal.value)
    assert ONE.seed.hex() not in str(refusal.value)


@given(seed=seeds)
def test_half_of_every_group_is_left_out_by_the_seed_alone(seed: bytes) -> None:
    out = left_out_by(watermark_seed(seed), GROUPS)
    assert [len(out.intersection(group)) for group in GROUPS] == [20, 1, 0]
    assert out == left_out_by(watermark_seed(seed), GROUPS)


@given(seed=seeds)
def test_its_seed_is_not_the_one_that_defects_are_planted_by(seed: bytes) -> None:
    assert watermark_seed(seed) != seed
    assert len(watermark_seed(seed)) == 32
