"""QUA013 finds columns that give the label away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.checks.quality.qua013_leakage import QUA013
from grader.finding import Severity
from tests.grader.checks.quality.asking import ask, asked_columns
from tests.grader.factories import Row, make_rows


def with_column(name: str, cell: Callable[[Row], object], *, count: int = 600) -> list[dict[str, object]]:
    return [{**row, name: cell(row)} for row in make_rows(count)]


def test_a_clean_sample_gives_nothing_away(tmp_path: Path) -> None:
    measured = ask(QUA013, tmp_path)
    assert measured.measure == 1
    assert measured.summary == "Columns that give the label away: none."


def test_what_is_known_only_afterwards_may_not_be_there(tmp_path: Path) -> None:
    measured = ask(QUA013, tmp_path, with_column("cost_repairs", lambda row: 0))
    assert measured.measure == 0
    (finding,) = measured.findings
    assert finding.message == "cost_repairs is known only after the outcome, and the sample holds it in 600 rows."


def test_a_finding_about_a_whole_column_lists_none_of_its_rows(tmp_path: Path) -> None:
    rows = [{**row, "level": row["damage"]} for row in with_column("cost_repairs", lambda row: 0)]
    for finding in ask(QUA013, tmp_path, rows).findings:
        assert (finding.place.rows, finding.place.values, finding.count) == ((), (), 600)


def test_a_column_left_empty_leaks_nothing(tmp_path: Path) -> None:
    assert ask(QUA013, tmp_path, with_column("cost_repairs", lambda row: None)).measure == 1


@pytest.mark.parametrize(
    "cell",
    [
        lambda row: {"None": 0, "Minor": 1, "Substantial": 2}[row["damage"]],
        lambda row: (
            {"None": 10.5, "Minor": 1000.25, "Substantial": 9999.5}[row["damage"]] + int(row["strike_id"]) / 1e6
        ),
        lambda row: f"code {row['damage']}",
    ],
)
def test_a_column_nobody_asked_for_that_tells_the_label_is_an_error(
    tmp_path: Path, cell: Callable[[Row], object]
) -> None:
    measured = ask(QUA013, tmp_path, with_column("level", cell))
    assert [(finding.severity, finding.place.column) for finding in measured.findings] == [(Severity.ERROR, "level")]
    assert measured.measure == 0


def test_a_column_of_the_brief_that_tells_the_label_is_a_warning(tmp_path: Path) -> None:
    rows = with_column("level", lambda row: row["damage"])
    measured = ask(QUA013, tmp_path, rows, columns=asked_columns({"name": "level"}))
    assert [finding.severity for finding in measured.findings] == [Severity.WARNING]
    assert measured.measure == 1


def test_a_name_of_the_row_tells_nothing(tmp_path: Path) -> None:
    rows = with_column("registration", lambda row: f"N{row['strike_id']}")
    assert ask(QUA013, tmp_path, rows).findings == ()


def test_a_column_that_tells_most_but_not_all_is_left_alone(tmp_path: Path) -> None:
    rows = with_column("size", lambda row: "?" if int(str(row["strike_id"])) % 5 == 0 else row["damage"])
    assert ask(QUA013, tmp_path, rows).findings == ()
