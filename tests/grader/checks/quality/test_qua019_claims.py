"""QUA019 holds the manifest's claims against the sample; claiming less than is true costs nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grader.checks.quality.qua019_claims import QUA019
from tests.grader.checks.quality.asking import ask, with_cells
from tests.grader.factories import make_rows

EVENTS = {
    "column": "split",
    "values": ["train", "test"],
    "method": "time",
    "order_by": "flight_date",
    "groups": ["flight_date", "airport"],
}


def claim(accuracy: float = 0.95, label_coverage: float = 1.0) -> dict[str, Any]:
    return {"quality_metrics": {"accuracy": accuracy, "label_coverage": label_coverage}}


def labelled_twice(pairs: int, *, wrong: int, count: int = 2000) -> list[dict[str, object]]:
    """Return rows of which some stand twice, under another key, and some of those with another label."""
    rows = make_rows(count)
    for place in range(pairs):
        other = {"strike_id": f"{900_000 + place}"}
        if place < wrong:
            other["damage"] = "Minor" if rows[place]["damage"] != "Minor" else "None"
        rows.append({**rows[place], **other})
    return rows


@pytest.mark.parametrize(("claimed", "measure"), [(0.9, 1), (0.5, 1), (0.905, 1), (0.95, 0.05 / 0.095), (1.0, 0)])
def test_label_coverage_is_counted_exactly(tmp_path: Path, claimed: float, measure: float) -> None:
    rows = with_cells({place: {"damage": None} for place in range(100)})
    measured = ask(QUA019, tmp_path, rows, manifest=claim(label_coverage=claimed))
    assert measured.measure == pytest.approx(measure)
    assert len(measured.findings) == (measure < 1)


def test_a_claim_of_accuracy_beyond_what_double_labels_allow_costs(tmp_path: Path) -> None:
    measured = ask(QUA019, tmp_path, labelled_twice(40, wrong=20), manifest=claim(accuracy=0.99), split=EVENTS)
    assert measured.measure < 0.1
    assert measured.findings[0].place.pointer == "/quality_metrics/accuracy"
    assert "80 rows labelled twice show" in measured.summary


def test_modesty_costs_nothing(tmp_path: Path) -> None:
    assert ask(QUA019, tmp_path, labelled_twice(40, wrong=20), manifest=claim(accuracy=0.7), split=EVENTS).measure == 1


def test_a_claim_within_the_interval_costs_nothing_and_says_how_sure_that_is(tmp_path: Path) -> None:
    measured = ask(QUA019, tmp_path, labelled_twice(40, wrong=8), manifest=claim(accuracy=0.93), split=EVENTS)
    assert measured.measure == 1
    assert measured.interval is not None
    assert measured.interval[0] < 1


def test_a_claim_that_only_rounding_holds_is_said_to_hold_within_it(tmp_path: Path) -> None:
    rows = with_cells({place: {"damage": None} for place in range(100)})
    measured = ask(QUA019, tmp_path, rows, manifest=claim(label_coverage=0.903))
    assert measured.summary == "label_coverage is claimed as 0.903 and counted as 0.900, which holds within 0.005."
    assert "within" not in ask(QUA019, tmp_path, rows, manifest=claim(label_coverage=0.9)).summary


def test_a_claim_at_the_upper_end_is_not_contradicted_and_no_more(tmp_path: Path) -> None:
    measured = ask(QUA019, tmp_path, labelled_twice(40, wrong=0), manifest=claim(accuracy=1.0), split=EVENTS)
    assert measured.measure == 1
    assert measured.summary.endswith("to 1.000, which does not contradict it.")


def test_few_double_labels_say_nothing(tmp_path: Path) -> None:
    measured = ask(QUA019, tmp_path, labelled_twice(10, wrong=10), manifest=claim(accuracy=1.0), split=EVENTS)
    assert (measured.measure, measured.interval) == (1, None)


def test_where_nothing_makes_one_event_double_labels_say_nothing(tmp_path: Path) -> None:
    measured = ask(QUA019, tmp_path, labelled_twice(40, wrong=40), manifest=claim(accuracy=1.0))
    assert (measured.measure, measured.interval) == (1, None)


def test_rows_that_are_alike_by_chance_say_nothing(tmp_path: Path) -> None:
    rows = [{**row, "flight_date": "1999-05-01", "speed_knots": None} for row in make_rows(1000)]
    assert ask(QUA019, tmp_path, rows, manifest=claim(accuracy=1.0), split=EVENTS).measure == 1
