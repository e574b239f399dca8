"""QUA007 finds rows that contradict what the rest says about the same thing."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.check import NotAsked
from grader.checks.quality.qua007_dependencies import QUA007
from grader.finding import Severity
from tests.grader.checks.quality.asking import SCHEMA, ask, asked_columns
from tests.grader.factories import hand_in, make_rows

STATES = {"DENVER INTL": "Colorado", "BOSTON LOGAN": "Massachusetts", "MIAMI INTL": "Florida"}
DECLARED = [{"determinant": ["airport"], "dependent": "state"}]
COLUMNS = asked_columns({"name": "state", "enum": ["Colorado", "Massachusetts", "Florida", "Washington"]})


def in_states(count: int = 1000) -> list[dict[str, object]]:
    return [{**row, "state": STATES.get(str(row["airport"]), "Washington")} for row in make_rows(count)]


def test_it_passes_what_agrees(tmp_path: Path) -> None:
    assert ask(QUA007, tmp_path, in_states(), columns=COLUMNS, dependencies=DECLARED).measure == 1


def test_it_finds_the_rows_that_say_otherwise(tmp_path: Path) -> None:
    rows = in_states()
    rows[5]["state"] = "Florida" if rows[5]["state"] != "Florida" else "Colorado"
    measured = ask(QUA007, tmp_path, rows, columns=COLUMNS, dependencies=DECLARED)
    assert [(finding.severity, finding.place.rows) for finding in measured.findings] == [(Severity.ERROR, (6,))]
    assert measured.measure == pytest.approx(0.9)


@pytest.mark.parametrize("cell", [None, "N/A", "Atlantis"])
def test_what_other_checks_tell_says_nothing(tmp_path: Path, cell: str | None) -> None:
    rows = in_states()
    rows[5]["state"] = cell
    assert ask(QUA007, tmp_path, rows, columns=COLUMNS, dependencies=DECLARED).findings == ()


def test_where_no_value_leads_it_shows_all_and_counts_the_fewest(tmp_path: Path) -> None:
    rows = in_states()
    rows[5].update(airport="KODIAK", state="Washington")
    rows[6].update(airport="KODIAK", state="Florida")
    measured = ask(QUA007, tmp_path, rows, columns=COLUMNS, dependencies=DECLARED)
    assert measured.findings[0].place.rows == (6, 7)
    assert measured.measure == pytest.approx(0.9)


def test_what_nobody_declared_is_only_a_warning(tmp_path: Path) -> None:
    rows = in_states()
    rows[5]["state"] = "Florida" if rows[5]["state"] != "Florida" else "Colorado"
    measured = ask(QUA007, tmp_path, rows)
    assert {finding.severity for finding in measured.findings} == {Severity.WARNING}
    assert measured.measure == 1


def test_a_column_that_the_brief_asks_for_is_not_left_out_of_it_for_nothing(tmp_path: Path) -> None:
    columns = asked_columns({"name": "state"})
    rows = [{name: cell for name, cell in row.items() if name != "state"} for row in in_states()]
    measured = ask(QUA007, tmp_path, rows, columns=columns, dependencies=DECLARED)
    assert measured.measure == 0
    assert "no column state" in measured.findings[0].message


def test_it_is_not_asked_where_nothing_belongs_together(tmp_path: Path) -> None:
    assert isinstance(QUA007.run(hand_in(tmp_path, schema=SCHEMA).inputs()), NotAsked)
