"""Reading rubrics: the flagship's whole, and a clear refusal of one that weighs a check twice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from grader.errors import Unreadable
from grader.rubric import Rubric

FLAGSHIP = Path(__file__).parents[2] / "library/wildlife_strikes/rubric.json"


def test_it_reads_the_flagship_whole() -> None:
    rubric = Rubric.parse(FLAGSHIP.read_bytes())
    assert {criterion.id: criterion.weight for criterion in rubric.criteria} == {
        "schema": 10,
        "repair": 35,
        "care": 5,
        "labels": 15,
        "origin": 10,
        "provenance": 10,
        "pipeline": 15,
    }
    assert rubric.criteria[0].checks[0].code == "SCH001"
    assert rubric.pass_mark == 85


@pytest.mark.parametrize(
    ("change", "place", "reason"),
    [
        ({"pass_mark": 101}, "/pass_mark", "100"),
        ({"criteria": []}, "/criteria", "1 item"),
    ],
)
def test_it_refuses_what_is_no_rubric(change: dict[str, Any], place: str, reason: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        Rubric.parse(json.dumps({**json.loads(FLAGSHIP.read_bytes()), **change}).encode())
    assert refusal.value.place == place
    assert reason in refusal.value.sentence


@pytest.mark.parametrize(("name", "what"), [("checks", "check SCH001"), ("id", "criterion schema")])
def test_it_refuses_to_weigh_the_same_twice(name: str, what: str) -> None:
    document = json.loads(FLAGSHIP.read_bytes())
    document["criteria"][1][name] = document["criteria"][0][name]
    with pytest.raises(Unreadable, match=f"The {what} stands in it 2 times"):
        Rubric.parse(json.dumps(document).encode())
