"""QUA004 finds rows that nearly repeat another, and lets rows of one kind be."""

from __future__ import annotations

from pathlib import Path
from random import Random

import polars as pl
import pytest

from grader.checks.quality.qua004_near_duplicates import QUA004
from grader.finding import Severity
from tests.grader.checks.quality.asking import ask, asked_columns
from tests.grader.factories import Row, make_rows

CATALOGUE = Path(__file__).parents[4] / "catalogue"
COLUMNS = asked_columns({"name": "registration"}, {"name": "remarks"})
ONE_EVENT = {
    "column": "split",
    "values": ["train", "test"],
    "method": "time",
    "order_by": "flight_date",
    "groups": ["flight_date", "airport"],
}
WORDS = "hit bird wing nose engine smell dent blood found after before crew tower landing climb returned safe".split()


def strikes(count: int = 1000) -> list[Row]:
    """Rows that can be told apart: each with an aircraft of its own for a while, and a remark."""
    chance = Random(3)
    return [
        {
            **row,
            "registration": f"N{10_000 + place // 3 * 37}",
            "remarks": " ".join(chance.choices(WORDS, k=4)),
        }
        for place, row in enumerate(make_rows(count))
    ]


def again(row: Row, at: int, **changed: object) -> Row:
    return {**row, "strike_id": f"{900_000 + at}", **changed}


def test_rows_of_one_kind_are_no_near_repeats(tmp_path: Path) -> None:
    assert ask(QUA004, tmp_path, strikes(), columns=COLUMNS).findings == ()


def test_it_finds_a_second_report_with_slips_and_says_of_which_row_and_where_they_differ(tmp_path: Path) -> None:
    rows = strikes()
    slip = again(rows[7], 1, remarks=str(rows[7]["remarks"]).replace("e", "w", 1), species="")
    measured = ask(QUA004, tmp_path, [*rows, slip], columns=COLUMNS)
    (finding,) = measured.findings
    assert finding.message == (
        "An earlier row is nearly repeated by 1 row; the first of them, row 1001 of the sample, repeats row 8 but for "
        "species, remarks."
    )
    assert (finding.severity, finding.place.rows, measured.measure) == (Severity.WARNING, (1001,), 1)


def test_it_is_an_error_where_the_brief_says_what_makes_one_event_and_many_fail(tmp_path: Path) -> None:
    rows = strikes()
    changes = ({"remarks": None}, {"registration": "N1"}, {"speed_knots": 79}, {"species": "Grey heron"})
    twice = [again(row, at, **changes[at % len(changes)]) for at, row in enumerate(rows[:20])]
    measured = ask(QUA004, tmp_path, [*rows, *twice], columns=COLUMNS, split=ONE_EVENT)
    assert [(finding.severity, finding.count) for finding in measured.findings] == [(Severity.ERROR, len(twice))]
    assert measured.measure == 0


def test_one_near_repeat_in_a_thousand_passes(tmp_path: Path) -> None:
    rows = strikes(999)
    measured = ask(QUA004, tmp_path, [*rows, again(rows[7], 1, remarks=None)], columns=COLUMNS, split=ONE_EVENT)
    assert measured.findings[0].severity is Severity.ERROR
    assert measured.measure == pytest.approx(QUA004.threshold)


def test_another_split_another_key_and_nothing_else_is_not_its_business(tmp_path: Path) -> None:
    rows = strikes()
    assert ask(QUA004, tmp_path, [*rows, again(rows[7], 1, split="test")], columns=COLUMNS).findings == ()


@pytest.mark.parametrize("listing", ["wildlife-strikes", "health-visits", "new-york-airport-weather", "italian-wines"])
def test_honest_tables_yield_nothing(listing: str, tmp_path: Path) -> None:
    table = pl.read_csv(CATALOGUE / listing / "data.csv", infer_schema=False)
    rows = table.rename({table.columns[0]: "strike_id"}).to_dicts()
    assert ask(QUA004, tmp_path, rows).findings == ()
