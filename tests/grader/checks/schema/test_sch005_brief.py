"""SCH005 asks that the schema asks what the brief asks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grader.check import Measured
from grader.checks.schema.sch005_brief import SCH005
from grader.errors import Absent
from grader.inputs import Inputs
from tests.grader.factories import SCHEMA, hand_in, make_bundle


def ask(tmp_path: Path, **asked: Any) -> Measured:
    measured = SCH005.run(hand_in(tmp_path, **asked).inputs())
    assert isinstance(measured, Measured)
    return measured


def changed(name: str, rules: Any) -> dict[str, Any]:
    return {**SCHEMA, "properties": {**SCHEMA["properties"], name: rules}}


def test_it_passes_a_schema_that_asks_what_the_brief_asks(tmp_path: Path) -> None:
    assert ask(tmp_path).measure == 1


def test_a_stricter_schema_is_welcome(tmp_path: Path) -> None:
    schema = changed("speed_knots", {"type": "integer", "minimum": 10, "exclusiveMaximum": 300})
    assert ask(tmp_path, schema=schema).measure == 1


def test_it_follows_references_and_conjunctions(tmp_path: Path) -> None:
    speed = {"allOf": [{"$ref": "#/$defs/speed"}, {"maximum": 350}]}
    schema = {**changed("speed_knots", speed), "$defs": {"speed": {"type": ["integer", "null"], "minimum": 0}}}
    assert ask(tmp_path, schema=schema).measure == 1


@pytest.mark.parametrize(
    ("name", "rules", "said"),
    [
        ("flight_date", {"type": "string"}, "asks for date, and the schema allows string"),
        ("airport", {"type": ["string", "null"]}, "allows no empty cell"),
        ("damage", {"type": "string"}, "only None, Minor, Substantial"),
        ("damage", {"enum": ["None", "Minor", ["odd"]]}, "only None, Minor, Substantial"),
        ("speed_knots", {"type": ["integer", "null"], "maximum": 350}, "at least 0"),
        ("speed_knots", {"type": ["integer", "null"], "minimum": 0, "maximum": 900}, "at most 350"),
        ("strike_id", {"type": "string"}, "gives no pattern"),
    ],
)
def test_it_says_which_part_of_a_column_is_laxer(tmp_path: Path, name: str, rules: Any, said: str) -> None:
    measured = ask(tmp_path, schema=changed(name, rules))
    assert 0.8 < measured.measure < 1
    assert any(said in finding.message for finding in measured.findings)
    assert measured.findings[0].place.pointer == f"/properties/{name}"


def test_a_column_that_is_missing_or_unknown_counts_as_nothing(tmp_path: Path) -> None:
    kept = {name: rules for name, rules in SCHEMA["properties"].items() if name != "species"}
    measured = ask(tmp_path, schema={**SCHEMA, "properties": {**kept, "weather": {}}})
    assert measured.measure == pytest.approx(6 / 8)
    assert [finding.place.column for finding in measured.findings] == ["species", "weather"]


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ({"$ref": "https://example.org/row.json"}, "refers to something outside of itself"),
        ({"$ref": "file:///etc/passwd"}, "refers to something outside of itself"),
        ({"properties": {"a": {"$ref": "#/$defs/a"}}, "$defs": {"a": {"$ref": "#/$defs/a"}}}, "refers to itself"),
        ({"properties": {"a": {"pattern": "(?=x)x"}}}, "not a valid JSON Schema"),
        ({"type": "row"}, "not a valid JSON Schema"),
    ],
)
def test_it_fails_a_schema_that_is_not_safe_to_check_by(tmp_path: Path, schema: dict[str, Any], said: str) -> None:
    measured = ask(tmp_path, schema=schema)
    assert measured.measure == 0
    assert said in measured.findings[0].message
    assert measured.findings[0].fix


def test_without_a_brief_there_is_nothing_to_compare_with(tmp_path: Path) -> None:
    with pytest.raises(Absent):
        SCH005.run(Inputs.of(make_bundle(tmp_path)))
