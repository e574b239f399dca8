"""SCH004 asks for the hash of the schema handed in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from grader.check import Measured
from grader.checks.schema.sch004_schema_hash import SCH004
from tests.grader.factories import SCHEMA, hand_in


def ask(tmp_path: Path, **asked: Any) -> Measured:
    measured = SCH004.run(hand_in(tmp_path, **asked).inputs())
    assert isinstance(measured, Measured)
    return measured


def test_it_passes_the_right_hash(tmp_path: Path) -> None:
    assert ask(tmp_path).measure == 1


def test_layout_and_the_order_of_names_do_not_matter(tmp_path: Path) -> None:
    turned = json.dumps(dict(reversed(SCHEMA.items())), indent=7).encode()
    assert ask(tmp_path, files={"schema.json": turned}).measure == 1


def test_it_tells_a_schema_that_changed(tmp_path: Path) -> None:
    measured = ask(tmp_path, files={"schema.json": json.dumps({**SCHEMA, "title": "Strikes"}).encode()})
    assert measured.measure == 0
    assert measured.findings[0].place.pointer == "/schema_hash"
