"""A table whose column changes stays a table, and its card says what it is now."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given, strategies as st

from grader.faults import Change
from hiring.market.columns import can_change, changed_card, copy_changed
from hiring.market.exports.changes import changes_between

UNITS = {"code": None, "height": "ft", "height_v2": None}
cells = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=6)


def card(**file: str) -> dict[str, Any]:
    facts = {"type": "number", "description": "", "nullable": True}
    return {
        "file": {"media_type": "text/csv", "digest": "sha256:1", "bytes": 1, **file},
        "rows": 2,
        "columns": [{"name": name, "unit": unit, "missing": 0.5, **facts} for name, unit in UNITS.items()],
        "quality_metrics": {"missing_share": 0.4},
    }


def changed(rows: list[list[str]], column: str, change: Change) -> list[list[str]]:
    before, after = io.StringIO(newline=""), io.StringIO(newline="")
    csv.writer(before).writerows(rows)
    before.seek(0)
    copy_changed(before, after, card=card(), column=column, change=change)
    after.seek(0)
    return list(csv.reader(after))


@pytest.mark.parametrize(
    ("change", "says", "names", "first"),
    [
        (Change.RENAMED, "Column height_v3 was added.", ["code", "height_v3", "height_v2"], ["A,B", "19.6", ""]),
        (Change.DROPPED, "Column height was removed.", ["code", "height_v2"], ["A,B", ""]),
        (Change.RETYPED, "Column height: unit ft became nothing.", [*UNITS], ["A,B", "19.6 ft", ""]),
    ],
)
def test_the_card_tells_what_the_table_shows(change: Change, says: str, names: list[str], first: list[str]) -> None:
    after = changed([[*UNITS], ["A,B", "19.6", ""], ["C", "", ""]], "height", change)
    told = changed_card(card(), "height", change)
    assert after[:2] == [names, first]
    assert [column["name"] for column in told["columns"]] == names
    assert says in changes_between(card(), told)
    assert told["quality_metrics"]["missing_share"] == (0.5 if change is Change.DROPPED else 0.4)


@given(rows=st.lists(st.lists(cells, min_size=3, max_size=3), max_size=5), change=st.sampled_from(Change))
def test_whatever_cells_there_are_the_others_stay_as_they_are(rows: list[list[str]], change: Change) -> None:
    after = changed([[*UNITS], *rows], "height", change)
    assert [row[0] for row in after[1:]] == [row[0] for row in rows]
    assert [row[-1] for row in after[1:]] == [row[-1] for row in rows]
    assert changed([[*UNITS], *rows], "height", change) == after


@pytest.mark.parametrize(
    ("column", "change", "media_type", "can"),
    [
        ("height", Change.RETYPED, "text/csv", True),
        ("code", Change.RETYPED, "text/csv", False),
        ("code", Change.DROPPED, "text/csv", True),
        ("width", Change.RENAMED, "text/csv", False),
        ("code", Change.RENAMED, "application/vnd.apache.parquet", False),
    ],
)
def test_only_what_is_there_can_change(column: str, change: Change, media_type: str, can: bool) -> None:
    assert can_change(card(media_type=media_type), column, change) is can
