"""Reading briefs: the flagship's whole, and a clear refusal of one that contradicts itself."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.brief import Brief, Format
from grader.errors import Unreadable

FLAGSHIP = Path(__file__).parents[2] / "library/wildlife_strikes/brief.json"

Change = Callable[[dict[str, Any]], object]


def brief_after(change: Change) -> bytes:
    document = json.loads(FLAGSHIP.read_bytes())
    change(document)
    return json.dumps(document).encode()


def test_it_reads_the_flagship_whole() -> None:
    brief = Brief.parse(FLAGSHIP.read_bytes())
    assert brief.key == ("strike_id",)
    assert brief.label.values == ("None", "Minor", "Medium", "Substantial")
    assert (brief.split.values, brief.split.boundary) == (("train", "test"), "2000-01-01")
    assert Format(column="flight_date", date="%Y-%m-%d") in brief.formats
    assert (brief.attempt, brief.trusted_keys) == (None, None)
    speed = brief.column("speed_knots")
    assert speed
    assert (speed.type, speed.nullable, speed.maximum) == ("integer", True, 350)
    assert [column.name for column in brief.columns if column.known_after_outcome] == [
        "cost_repair",
        "cost_other",
        "cost_total",
    ]
    assert brief.column("altitude") is None


def test_it_reads_what_is_filled_in_for_an_attempt() -> None:
    attempt, keys = "0f8fad5b-d9cb-469f-a165-70867728950e", {"keys": [{"kty": "OKP", "kid": "one"}]}
    brief = Brief.parse(brief_after(lambda document: document.update(attempt=attempt, trusted_keys=keys)))
    assert (brief.attempt, brief.trusted_keys) == (attempt, keys)


@pytest.mark.parametrize(
    ("change", "place", "reason"),
    [
        (lambda d: d.pop("label"), "/", "label"),
        (lambda d: d.update(version=2), "/version", "1 was expected"),
        (lambda d: d.update(surprise=1), "/", "surprise"),
        (lambda d: d["columns"][0].update(type="text"), "/columns/0/type", "not one of"),
        (lambda d: d["columns"].append(d["columns"][0]), "/columns/18", "'strike_id' is described twice"),
        (lambda d: d.update(key=["id"]), "/key/0", "No column is called 'id'"),
        (lambda d: d["label"].update(column="harm"), "/label/column", "'harm'"),
        (lambda d: d["label"].update(values=["None", "Some"]), "/label/values", "'damage'"),
        (lambda d: d["split"].update(order_by="day"), "/split/order_by", "'day'"),
        (lambda d: d["split"].update(groups=["flight"]), "/split/groups/0", "'flight'"),
        (lambda d: d["split"].update(boundary="soon"), "/split/boundary", "does not match"),
        (lambda d: d["dependencies"][0].update(dependent="county"), "/dependencies/0/dependent", "'county'"),
        (lambda d: d["dependencies"][1].update(determinant=["genus"]), "/dependencies/1/determinant", "'genus'"),
        (lambda d: d["formats"].update(day={"pattern": "x"}), "/formats/day", "'day'"),
        (lambda d: d["formats"].update(airport={"pattern": "x", "date": "%Y"}), "/formats/airport", "oneOf"),
        (lambda d: d.update(minimum_rows=20_000), "/minimum_rows", "at least than at most"),
        (lambda d: d.update(attempt="the first"), "/attempt", "uuid"),
    ],
)
def test_it_refuses_an_unsound_brief_by_place_and_reason(change: Change, place: str, reason: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        Brief.parse(brief_after(change))
    assert (refusal.value.file, refusal.value.place) == ("brief.json", place)
    assert reason in refusal.value.sentence


def test_reading_a_brief_loads_no_data_library() -> None:
    asked = "import sys, grader.brief, grader.rubric, grader.planting.plan; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.split()
    assert not {"polars", "pandas", "numpy", "pyarrow", "sklearn"} & set(loaded)
