"""The list of what an attempt handed in, with scores."""

from __future__ import annotations

import json
from pathlib import Path

from grader.report import parse_report
from hiring.grading.history import handed_in
from hiring.grading.queries import report_for
from hiring.grading.tasks import grade
from hiring.market.models import World
from tests.grader.factories import make_bundle, make_rows, make_zip
from tests.hiring.grading.making import hand_in_bytes


def test_a_cell_that_postgres_can_not_hold_as_json_does_not_break_the_list(world: World, tmp_path: Path) -> None:
    rows = make_rows()
    rows[4]["damage"] = "No\0ne"
    bundle = make_bundle(tmp_path / "bundle")
    (bundle / "data" / "more.jsonl").write_text("\n".join(json.dumps(row) for row in rows))
    run = hand_in_bytes(world.attempt, make_zip(bundle).read_bytes())
    grade()
    report = report_for(run.submission)
    assert report is not None
    assert "\\u0000" in report.public
    assert [one.score for one in handed_in(world.attempt)] == [parse_report(report.public.encode()).score]
