"""SCH008 asks that files are what they seem."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Any

import pytest

from grader.check import Measured
from grader.checks.schema.sch008_encodings import SCH008
from grader.errors import Unreadable
from tests.grader.factories import hand_in, make_csv, make_rows

CSV = make_csv(make_rows(40))
HEADER = CSV.split(b"\n")[0] + b"\n"
ROW = CSV.split(b"\n")[1] + b"\n"


def ask(tmp_path: Path, data: dict[str, bytes], **asked: Any) -> Measured:
    measured = SCH008.run(hand_in(tmp_path, data=data, **asked).inputs())
    assert isinstance(measured, Measured)
    return measured


def test_it_passes_honest_files(tmp_path: Path) -> None:
    assert ask(tmp_path, {"data/sample.csv": CSV}).measure == 1


def test_line_endings_of_either_kind_are_fine(tmp_path: Path) -> None:
    assert ask(tmp_path, {"data/sample.csv": CSV.replace(b"\n", b"\r\n")}).measure == 1


def test_a_byte_order_mark_is_noted_and_costs_nothing(tmp_path: Path) -> None:
    measured = ask(tmp_path, {"data/sample.csv": codecs.BOM_UTF8 + CSV})
    assert measured.measure == 1
    assert "byte-order mark" in measured.findings[0].message


def test_mixed_line_endings_count_half(tmp_path: Path) -> None:
    measured = ask(tmp_path, {"data/sample.csv": CSV.replace(b"\n", b"\r\n", 3)})
    assert measured.measure == 0.5
    assert "3 lines end with CRLF" in measured.findings[0].message


def test_a_file_in_no_known_format_counts_half(tmp_path: Path) -> None:
    measured = ask(tmp_path, {"data/sample.csv": CSV}, files={"data/notes.xlsx": b"PK"})
    assert measured.measure == 0.75


def test_cells_parted_by_semicolons_are_told(tmp_path: Path) -> None:
    measured = ask(tmp_path, {"data/sample.csv": CSV.replace(b",", b";")})
    assert measured.measure == 0
    assert "semicolons" in measured.findings[0].message


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"data/sample.csv": HEADER + ROW + b"\xe9" + ROW}, f"(At byte {len(HEADER + ROW)}.)"),
        ({"data/sample.csv": HEADER + ROW + b"\0"}, "NUL"),
        ({"data/sample.csv": CSV.replace(b"\n", b"\r")}, "carriage return"),
        ({"data/sample.csv": HEADER + ROW + b"1,2\n"}, "It has 2 cells where the header has 7. (At row 2.)"),
        ({"data/sample.csv": HEADER + ROW + b"\n" + ROW}, "It has 0 cells where the header has 7. (At row 2.)"),
        ({"data/sample.csv": HEADER + ROW + b'"' + ROW}, "never closes"),
        ({"data/sample.csv": HEADER + ROW.replace(b",", b',5" ', 1)}, "never closes"),
        ({"data/sample.csv": HEADER + b'a"b"' + ROW}, "in the middle of a cell"),
        ({"data/sample.csv": b"a,b,a\n1,2,3\n"}, "Column 3 has the name of an earlier one, 'a'"),
        ({"data/sample.csv": b"a,,c\n1,2,3\n"}, "Column 2 has no name"),
        ({"data/sample.csv": b""}, "It is empty"),
        ({"data/sample.csv": HEADER + b"x" * 70_000 + ROW}, "A cell is 70,006 bytes long"),
        ({"data/sample.csv": HEADER + b"x" * 2_000_000 + ROW}, "The line is too long"),
        ({"data/sample.csv": b",".join(b"c%d" % n for n in range(600)) + b"\n"}, "It has 600 columns"),
        ({"data/sample.jsonl": b'{"a": 1, "a": 2}\n'}, "'a' stands twice"),
        ({"data/sample.jsonl": b'{"a": NaN}\n'}, "NaN is not a JSON number"),
        ({"data/sample.jsonl": b'{"a": 1}\n\n{"a": 1}\n'}, "The line is blank. (At row 2.)"),
        ({"data/sample.jsonl": b'{"a": 1}\n[1]\n'}, "not a JSON object. (At row 2.)"),
        ({"data/sample.jsonl": b'{"a": ' + b"[" * 40 + b"]" * 40 + b"}\n"}, "more than 32 deep"),
        ({"data/sample.jsonl": b'{"a": "\xff"}\n'}, "(At byte 7.)"),
        ({"data/sample.parquet": CSV}, "does not begin and end as Parquet does"),
        ({"data/sample.parquet": b"PAR1" + b"\xff" * 40 + b"PAR1"}, "footer claims 4,294,967,295 bytes"),
        ({"data/sample.parquet": b"PAR1" + b"\x00" * 40 + b"\x20\0\0\0PAR1"}, "not a sound Parquet file"),
    ],
)
def test_it_names_the_place_where_readers_could_disagree(tmp_path: Path, data: dict[str, bytes], said: str) -> None:
    measured = ask(tmp_path, data)
    (finding,) = measured.findings
    assert measured.measure == 0
    assert said in finding.message
    assert finding.place.file == next(iter(data))
    assert finding.fix


def test_files_of_a_sample_have_the_same_columns(tmp_path: Path) -> None:
    measured = ask(tmp_path, {"data/a.csv": CSV, "data/b.csv": b"strike_id\n000001\n"})
    assert "same columns as data/a.csv" in measured.findings[0].message


def test_a_schema_that_cannot_be_read_is_not_the_sample_s_fault(tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        ask(tmp_path, {"data/sample.csv": CSV}, files={"schema.json": b"{"})
