"""Reading plans: a clear refusal of one that contradicts itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from grader.errors import Unreadable
from grader.planting.plan import Plan
from tests.grader.planting.flagship import ROOT

PLAN = (ROOT / "library/wildlife_strikes/plan.json").read_bytes()


@pytest.mark.parametrize(
    ("change", "place", "reason"),
    [
        (lambda d: d["planting"]["recipes"][0].update(kind="mischief"), "/planting/recipes/0/kind", "not one of"),
        (lambda d: d["planting"]["recipes"][0].pop("to"), "/planting/recipes/0", "to"),
        (lambda d: d["planting"]["recipes"][0].update(tokens=["x"]), "/planting/recipes/0", "tokens"),
        (lambda d: d["planting"]["recipes"][1].update(id="flip-repaired"), "/planting/recipes", "same id"),
        (lambda d: d.update(exercise_listing="elsewhere"), "/listings", "elsewhere is not offered"),
        (lambda d: d["planting"].pop("new_key"), "/planting/new_key", "adds rows"),
        (lambda d: d.pop("reference_listing"), "/reference_listing", "no reference"),
        (lambda d: d["faults"][0].pop("route"), "/faults/0", "route"),
        (lambda d: d["faults"][0].update(kind="mischief"), "/faults/0/kind", "not one of"),
        (lambda d: d["faults"][0].pop("times"), "/faults/0", "does not say its times"),
        (lambda d: d["faults"][0].update(retry_after=1), "/faults/0", "has no retry_after"),
        (lambda d: d["faults"][0].update(first=9), "/faults/0", "comes after its last"),
        (lambda d: d["faults"][2].update(route="bytes"), "/faults/2", "can't fall on bytes"),
        (lambda d: d["faults"][1].update(id="card-outage"), "/faults/1", "same id"),
        (lambda d: d["faults"][3].update(first=1), "/faults/3", "fall on the same request"),
        (lambda d: d["faults"][4].update(listing="wildlife-strikes"), "/faults/4", "Nobody can finish"),
        (lambda d: d["faults"][4].update(listing="elsewhere"), "/listings", "elsewhere is not offered"),
        (lambda d: d["faults"][6].update(times=3), "/faults/6", "has no times"),
        (lambda d: d["faults"][6].pop("column"), "/faults/6", "does not say its column"),
        (lambda d: d["faults"][6].update(change="vanished"), "/faults/6/change", "not one of"),
        (lambda d: d["faults"][6].update(route="bytes"), "/faults/6", "can't fall on bytes"),
        (lambda d: d["faults"][6].update(listing="wildlife-strikes"), "/faults/6", "have to stay as they are"),
        (lambda d: d["faults"][6].update(listing=d["reference_listing"]), "/faults/6", "have to stay as they are"),
        (lambda d: d["faults"][7].update(route="usage"), "/faults/7", "can't fall on usage"),
        (lambda d: d["faults"][0].update(route="webhook"), "/faults/0", "can't fall on webhook"),
    ],
)
def test_it_refuses_an_unsound_plan(change: Callable[[dict[str, Any]], object], place: str, reason: str) -> None:
    document = json.loads(PLAN)
    change(document)
    with pytest.raises(Unreadable) as refusal:
        Plan.parse(json.dumps(document).encode())
    assert (refusal.value.file, refusal.value.place) == ("plan.json", place)
    assert reason in refusal.value.sentence
