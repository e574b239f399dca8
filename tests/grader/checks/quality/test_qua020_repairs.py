"""QUA020 tells what became of every planted defect, by kind and difficulty."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.answer_key import Defect, Equivalent
from grader.check import Measured, NotAsked, Visibility
from grader.checks.quality.qua020_repairs import QUA020
from tests.grader.checks.quality.asking import SCHEMA, ask, asked_columns, make_defect, make_key
from tests.grader.factories import hand_in, make_rows

CLEAN = make_rows(300)
SPECIES = Equivalent(column="species", value="Killdeer", also=("Charadrius vociferus",))


def graded(tmp_path: Path, rows: list[dict[str, object]], *defects: Defect) -> Measured:
    return ask(QUA020, tmp_path, rows, answer_key=make_key(CLEAN, *defects, equivalents=(SPECIES,)))


def with_cell(place: int, column: str, cell: object) -> list[dict[str, object]]:
    rows = [dict(row) for row in CLEAN]
    rows[place][column] = cell
    return rows


@pytest.mark.parametrize(
    ("column", "clean", "aliases", "given", "repaired"),
    [
        ("airport", "DENVER INTL", (), "DENVER INTL", True),
        ("airport", "DENVER INTL", (), "DENVER INTTL", False),
        ("speed_knots", "140", (), "140.0", True),
        ("speed_knots", "140", ("",), None, True),
        ("speed_knots", "140", (), None, False),
        ("flight_date", "1995-01-01", (), "1995-01-01T00:00:00Z", True),
        ("flight_date", "1995-01-01", (), "01/01/1995", False),
        ("species", "Killdeer", (), "Charadrius vociferus", True),
    ],
)
def test_it_accepts_every_honest_repair_and_nothing_else(
    tmp_path: Path, column: str, clean: str, aliases: tuple[str, ...], given: str | None, repaired: bool
) -> None:
    defect = make_defect(CLEAN[0], column, clean, aliases=aliases)
    measured = graded(tmp_path, with_cell(0, column, given), defect)
    assert measured.measure == repaired
    assert len(measured.findings) == (not repaired)


@pytest.mark.parametrize("leave_out", [True, False])
def test_a_row_left_out_is_a_repair_only_where_the_key_says_so(tmp_path: Path, leave_out: bool) -> None:
    defect = make_defect(CLEAN[0], "flight_date", "1995-01-01", leave_out=leave_out)
    assert graded(tmp_path, CLEAN[1:], defect).measure == leave_out


@pytest.mark.parametrize(("left", "repaired"), [((0,), True), ((1,), True), ((0, 1), False), ((), False)])
def test_of_a_repeated_row_and_its_twin_exactly_one_is_left(
    tmp_path: Path, left: tuple[int, ...], repaired: bool
) -> None:
    twins = [CLEAN[0], {**CLEAN[0], "strike_id": "999999"}]
    defect = make_defect(twins[1], None, None, kind="exact_duplicate", twin=("100000",))
    measured = graded(tmp_path, [*CLEAN[1:], *(twins[place] for place in left)], defect)
    assert measured.measure == repaired


def test_a_row_that_stands_twice_under_one_key_is_left_once(tmp_path: Path) -> None:
    defect = make_defect(CLEAN[0], None, None, kind="exact_duplicate", twin=("100000",))
    assert graded(tmp_path / "twice", [*CLEAN, CLEAN[0]], defect).measure == 0
    assert graded(tmp_path / "once", CLEAN, defect).measure == 1


def test_every_kind_counts_the_same_and_every_difficulty_within_it(tmp_path: Path) -> None:
    kept = [make_defect(CLEAN[place], "airport", str(CLEAN[place]["airport"])) for place in range(90)]
    missed = [
        make_defect(CLEAN[100], "airport", "elsewhere", difficulty="hard"),
        make_defect(CLEAN[101], "speed_knots", "1", kind="scale"),
    ]
    measured = graded(tmp_path, CLEAN, *kept, *missed)
    assert measured.measure == pytest.approx(0.25)
    assert measured.interval is not None
    assert measured.interval[0] <= 0.25 < measured.interval[1]
    assert measured.summary.startswith("Defects repaired: 90 of 92; by kind 25%")


def test_it_shows_where_each_kind_still_stands(tmp_path: Path) -> None:
    defect = make_defect(CLEAN[7], "airport", "elsewhere")
    (finding,) = graded(tmp_path, CLEAN, defect).findings
    assert finding.message == "Not repaired: 1 of 1 easy typo defect in airport."
    assert finding.place.rows == (8,)


def test_a_column_that_may_be_left_out_is_passed_over(tmp_path: Path) -> None:
    rows = [{name: cell for name, cell in row.items() if name != "species"} for row in CLEAN]
    key = make_key(CLEAN, make_defect(CLEAN[0], "species", "Killdeer"))
    needed = ask(QUA020, tmp_path / "needed", rows, answer_key=key)
    assert needed.measure == 0
    columns = asked_columns({"name": "species", "required": False})
    handed = hand_in(tmp_path / "optional", rows=rows, schema=SCHEMA, brief={"columns": columns})
    assert isinstance(QUA020.run(handed.inputs(answer_key=key.to_json())), NotAsked)


def test_a_column_the_brief_does_not_speak_of_may_be_left_out_too(tmp_path: Path) -> None:
    listed = [{**row, "remarks": "none"} for row in CLEAN]
    key = make_key(listed, make_defect(CLEAN[0], "remarks", "none"))
    handed = hand_in(tmp_path, rows=CLEAN, schema=SCHEMA)
    assert isinstance(QUA020.run(handed.inputs(answer_key=key.to_json())), NotAsked)


def test_only_reviewers_see_it() -> None:
    assert QUA020.visibility is Visibility.REVIEWERS
