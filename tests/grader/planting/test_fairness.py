"""Every planted defect of the flagship can be found and mended from what a candidate holds."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from difflib import get_close_matches

from grader.answer_key import Defect
from grader.planting.plant import Planted
from tests.grader.planting.flagship import clean_rows, planted_by, the_reference

PLANTED = planted_by(b"a seed for fairness")
EVENT = ("airport", "flight_date", "aircraft", "operator", "phase", "time_of_day")


def defects(kind: str, planted: Planted = PLANTED) -> list[Defect]:
    return [defect for defect in planted.answer_key.defects if defect.kind == kind]


def rows_by_key() -> dict[str, dict[str, str]]:
    return {row["strike_id"]: row for row in PLANTED.table.rows}


def test_a_typo_is_nearest_to_the_value_it_came_from() -> None:
    for defect in defects("typo"):
        assert defect.column
        frequent = Counter(row[defect.column] for row in PLANTED.table.rows)
        values = [value for value, times in frequent.items() if times > 3]
        assert get_close_matches(str(defect.dirty), values, n=1) == [defect.clean]


def test_most_records_still_tell_the_state_of_an_airport_and_the_size_of_a_species() -> None:
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in PLANTED.table.rows:
        votes["state", row["airport"]][row["state"]] += 1
        votes["wildlife_size", row["species"]][row["wildlife_size"]] += 1
    rows = rows_by_key()
    for defect in [
        *defects("broken_dependency"),
        *(d for d in defects("out_of_domain") if d.column == "wildlife_size"),
    ]:
        determinant = {"state": "airport", "wildlife_size": "species"}[str(defect.column)]
        winner, _ = votes[str(defect.column), rows[defect.key[0]][determinant]].most_common(1)[0]
        assert winner == defect.clean


def test_a_speed_in_the_wrong_unit_is_above_what_the_brief_says_and_turns_back() -> None:
    rows = rows_by_key()
    for defect in defects("scale"):
        speed = int(str(defect.dirty))
        assert speed > 350 or (rows[defect.key[0]]["phase"] == "Landing Roll" and speed > 200)
        assert str(round(speed / 1.852)) == defect.clean


def test_no_honest_speed_is_above_what_the_brief_says() -> None:
    for row in clean_rows(PLANTED).values():
        assert not row["speed_knots"] or int(row["speed_knots"]) <= 350
        assert row["phase"] != "Landing Roll" or not row["speed_knots"] or int(row["speed_knots"]) <= 200


def test_every_wrong_label_is_contradicted_by_a_repair_or_by_the_reference() -> None:
    rows = rows_by_key()
    for defect in defects("label_flip"):
        repaired = defect.dirty == "None" and int(rows[defect.key[0]]["cost_repair"]) > 0
        assert repaired or defect.key in the_reference()


def test_no_honest_record_reports_a_repair_and_no_damage() -> None:
    assert not [row for row in clean_rows(PLANTED).values() if row["damage"] == "None" and row["cost_repair"] != "0"]


def test_slashed_dates_are_american_and_enough_of_them_show_it() -> None:
    slashed = [defect for defect in defects("date_format") if "/" in str(defect.dirty)]
    for defect in slashed:
        assert datetime.strptime(str(defect.dirty), "%m/%d/%Y").date().isoformat() == defect.clean  # noqa: DTZ007
    assert sum(int(str(defect.dirty)[3:5]) > 12 for defect in slashed) == 10


def test_no_two_honest_records_are_the_same_event_and_every_added_one_is() -> None:
    clean = clean_rows(PLANTED)
    events = Counter(tuple(row[name] for name in EVENT) for row in clean.values())
    assert set(events.values()) == {1}
    rows = rows_by_key()
    for defect in [*defects("near_duplicate"), *defects("exact_duplicate")]:
        assert tuple(rows[defect.key[0]][name] for name in EVENT) in events


def test_the_poorer_report_is_the_added_one() -> None:
    rows = rows_by_key()
    for defect in defects("near_duplicate"):
        assert defect.twin
        added, twin = rows[defect.key[0]], rows[defect.twin[0]]
        changed = {name for name in added if added[name] != twin[name]} - {"strike_id"}
        assert changed in ({"speed_knots"}, {"speed_knots", "species"})
        assert added["speed_knots"] == "" or added["species"].startswith("Unknown bird - ")
