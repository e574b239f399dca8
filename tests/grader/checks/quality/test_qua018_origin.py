"""QUA018 tells the rows of the dataset given from rows that were made up or brought from elsewhere."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from grader.check import Measured, Visibility
from grader.checks.quality.qua018_origin import QUA018
from tests.grader.checks.quality.asking import ask, make_defect, make_key
from tests.grader.factories import Row, make_rows

CLEAN = make_rows(300)
ADDED = make_defect({"strike_id": "555555"}, None, None, kind="exact_duplicate", twin=(str(CLEAN[0]["strike_id"]),))
KEY = make_key(CLEAN, make_defect(CLEAN[1], "airport", str(CLEAN[1]["airport"])), ADDED)


def graded(tmp_path: Path, rows: list[Row]) -> Measured:
    return ask(QUA018, tmp_path, rows, answer_key=KEY)


def invented(count: int, *, keys: list[object] | None = None) -> list[Row]:
    """Rows whose every cell is a value of its column, drawn by chance, under new keys unless told."""
    chance = Random(3)
    drawn = [{name: chance.choice(CLEAN)[name] for name in CLEAN[0]} for _ in range(count)]
    return [{**row, "strike_id": keys[at] if keys else f"{900_000 + at}"} for at, row in enumerate(drawn)]


def test_the_rows_given_are_the_rows_given(tmp_path: Path) -> None:
    measured = graded(tmp_path, list(CLEAN))
    assert (measured.measure, measured.findings) == (1, ())
    assert measured.summary == "Rows of the dataset given: 300 of 300."


@pytest.mark.parametrize(
    "row",
    [
        {**CLEAN[9], "airport": "ELSEWHERE", "speed_knots": None},
        {**CLEAN[9], "airport": str(CLEAN[9]["airport"]).lower(), "damage": "NONE", "split": ""},
        {name: cell for name, cell in CLEAN[9].items() if name not in {"species", "speed_knots", "split"}},
        {**CLEAN[9], "elevation_ft": 5_431, "state": "Colorado"},
        {**CLEAN[0], "strike_id": "555555"},
        {**CLEAN[1], "airport": "DENVR INTL"},
    ],
    ids=["repaired", "restyled", "narrowed", "joined", "a planted copy", "a planted slip"],
)
def test_honest_work_on_a_row_leaves_it_the_same_row(tmp_path: Path, row: Row) -> None:
    assert graded(tmp_path, [row]).measure == 1


def test_rows_under_keys_nobody_gave_are_told(tmp_path: Path) -> None:
    measured = graded(tmp_path, [*CLEAN[:100], *invented(300)])
    assert measured.measure == 0.25
    (finding,) = measured.findings
    assert (finding.count, finding.place.rows[0]) == (300, 101)
    assert "no row with the key of 300 rows" in finding.message


def test_other_content_under_a_key_that_was_given_is_told(tmp_path: Path) -> None:
    measured = graded(tmp_path, invented(300, keys=[row["strike_id"] for row in CLEAN]))
    assert measured.measure < 0.02
    assert "most of the content is another" in measured.findings[0].message


def test_an_empty_row_under_a_key_is_not_the_row(tmp_path: Path) -> None:
    hollow: Row = {name: cell if name == "strike_id" else None for name, cell in CLEAN[9].items()}
    assert graded(tmp_path, [hollow]).measure == 0


@pytest.mark.parametrize("kept", [("strike_id",), ("airport", "damage")])
def test_without_key_or_content_nothing_shows_where_rows_are_from(tmp_path: Path, kept: tuple[str, ...]) -> None:
    assert graded(tmp_path, [{name: row[name] for name in kept} for row in CLEAN]).measure == 0


def test_only_reviewers_see_it() -> None:
    assert QUA018.visibility is Visibility.REVIEWERS
