"""Rows pass declared steps as a stream: the same steps make the same bytes of the same bytes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from grader.edge.__main__ import main
from grader.edge.plan import Plan
from grader.edge.rows import read_rows
from grader.edge.steps import Tally, stream
from grader.edge.writing import write_rows
from grader.errors import Unreadable

COLUMNS = [{"name": "id", "type": "integer"}, {"name": "note", "type": "string"}]
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)
TABLES = st.lists(st.tuples(st.integers(0, 999).map(str), TEXT), min_size=1, max_size=30)
ADULTS = {"type": "object", "properties": {"id": {"type": "integer", "minimum": 18}}}


def passed(path: Path, *steps: dict[str, Any], written: str = "csv") -> tuple[bytes, Tally]:
    """Return what steps make of a file, and what they counted."""
    plan = Plan.parse(json.dumps({"format": written, "columns": COLUMNS, "steps": steps}).encode())
    rows, tally, into = read_rows(path, plan), Tally(), io.BytesIO()
    write_rows(stream(rows, plan, tally), rows, plan.target, into)
    return into.getvalue(), tally


def sheet(folder: Path, *rows: tuple[str, ...], header: tuple[str, ...] = ("id", "note")) -> Path:
    """Write a CSV file."""
    path = folder / "sheet.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
    return path


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(rows=TABLES, seed=st.integers(0, 2**53 - 1), share=st.floats(0, 1), most=st.integers(1, 9))
def test_the_same_steps_and_seed_make_the_same_bytes(
    tmp_path: Path, rows: list[tuple[str, str]], seed: int, share: float, most: int
) -> None:
    path = sheet(tmp_path, *rows)
    by_share = {"kind": "sample", "share": share, "seed": seed}
    by_rows = {"kind": "sample", "rows": most, "seed": seed}
    steps: list[dict[str, Any]] = [
        by_share,
        by_rows,
        {"kind": "redact", "columns": ["note"], "sorts": []},
        {"kind": "convert", "to": "jsonl"},
    ]
    assert passed(path, *steps)[0] == passed(path, *steps)[0]
    sampled, tally = passed(path, by_rows)
    assert tally.rows_out == min(most, len(rows))
    kept = iter(csv.reader(io.StringIO(path.read_text(), newline="")))
    assert all(row in kept for row in csv.reader(io.StringIO(sampled.decode(), newline="")))  # in their order


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(rows=TABLES)
def test_converting_there_and_back_keeps_every_cell(tmp_path: Path, rows: list[tuple[str, str]]) -> None:
    path = sheet(tmp_path, *rows)
    lines = tmp_path / "sheet.jsonl"
    lines.write_bytes(passed(path, {"kind": "convert", "to": "jsonl"})[0])
    documents = [json.loads(line) for line in lines.read_bytes().split(b"\n") if line]
    assert documents == [{"id": int(number), "note": note or None} for number, note in rows]
    assert passed(lines, {"kind": "convert", "to": "csv"}, written="jsonl")[0] == path.read_bytes()


def test_rows_that_fail_are_set_aside_and_counted_by_their_place(tmp_path: Path) -> None:
    path = sheet(tmp_path, ("20", "a"), ("17", "b"), ("many", "c"), ("18", "d"))
    made, tally = passed(path, {"kind": "validate", "schema": ADULTS, "failing": "set_aside"})
    assert made == b"id,note\n20,a\n18,d\n"
    assert (tally.rows_in, tally.rows_out, tally.set_aside) == (4, 2, 2)
    assert tally.failures == [
        {"row": 2, "path": "/id", "keyword": "minimum"},
        {"row": 3, "path": "/id", "keyword": "type"},
    ]


def test_or_end_everything_at_the_first(tmp_path: Path) -> None:
    path = sheet(tmp_path, ("20", "a"), ("17", "secret"))
    with pytest.raises(Unreadable, match="row 2, /id: It does not fit the schema: minimum") as refusal:
        passed(path, {"kind": "validate", "schema": ADULTS, "failing": "refuse"})
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(
    ("sort", "written", "left"),
    [
        ("email", "write to bob@example.com, or ann@shop.co.uk.", "write to [e-mail address], or [e-mail address]."),
        ("telephone", "ring +44 20 7946 0958 now", "ring [telephone number] now"),
        ("card", "paid by 4111 1111 1111 1111", "paid by [payment card number]"),
        ("card", "part no. 4111 1111 1111 1112", "part no. 4111 1111 1111 1112"),
        ("iban", "to GB82 WEST 1234 5698 7654 32", "to [IBAN]"),
        ("social_security", "is 219-09-9999", "is [social security number]"),
        ("telephone", "41.40338211121", "41.40338211121"),
    ],
)
def test_personal_data_go_by_their_form_unless_a_checksum_denies_it(
    tmp_path: Path, sort: str, written: str, left: str
) -> None:
    made, _ = passed(sheet(tmp_path, ("1", written)), {"kind": "redact", "columns": [], "sorts": [sort]})
    assert list(csv.reader(io.StringIO(made.decode())))[1] == ["1", left]


def test_a_bare_number_is_a_telephone_number_in_a_column_that_is_called_one(tmp_path: Path) -> None:
    path = sheet(tmp_path, ("5551234567", "5551234567"), header=("mobile", "note"))
    made, tally = passed(path, {"kind": "redact", "columns": [], "sorts": ["telephone"]})
    assert made == b"mobile,note\n[telephone number],5551234567\n"
    assert tally.redacted == 1


def test_whole_columns_are_blotted_out_and_empty_cells_stay_empty(tmp_path: Path) -> None:
    made, _ = passed(sheet(tmp_path, ("1", "Ann"), ("2", "")), {"kind": "redact", "columns": ["note"], "sorts": []})
    assert made == b"id,note\n1,[redacted]\n2,\n"


def test_a_column_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"no column 'name' to redact\. There are id, note"):
        passed(sheet(tmp_path, ("1", "Ann")), {"kind": "redact", "columns": ["name"], "sorts": []})


@pytest.mark.parametrize(
    ("data", "steps", "said"),
    [
        (b"id,note\n1\n", [], "row 1: It has 1 cells"),
        (b"id,note\n1,\xff\n", [], "It is not UTF-8"),
        (
            b"id,note\n1,2\n",
            [{"kind": "validate", "schema": {"$ref": "https://x.example"}, "failing": "refuse"}],
            "schema",
        ),
    ],
)
def test_what_readers_could_disagree_about_is_refused_in_one_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], data: bytes, steps: list[Any], said: str
) -> None:
    (tmp_path / "sheet.csv").write_bytes(data)
    (tmp_path / "plan.json").write_text(json.dumps({"format": "csv", "columns": COLUMNS, "steps": steps}))
    assert main([str(tmp_path / "sheet.csv"), "--plan", str(tmp_path / "plan.json")]) == 2
    assert said in json.loads(capsys.readouterr().err)["refused"]


def test_a_schema_that_is_none_is_refused_by_its_place_among_the_steps(tmp_path: Path) -> None:
    wanted = {"kind": "validate", "schema": {"properties": {"id": {"pattern": "("}}}, "failing": "refuse"}
    with pytest.raises(Unreadable, match="not a valid JSON Schema") as refusal:
        passed(sheet(tmp_path, ("1", "a")), {"kind": "convert", "to": "csv"}, wanted)
    assert (refusal.value.file, refusal.value.place) == (None, "/steps/1/schema/properties/id/pattern")
