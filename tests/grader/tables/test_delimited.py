"""A CSV file is read as every careful reader reads it, or refused."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings, strategies as st

from grader.errors import Unreadable
from grader.limits import DEFAULT, Limits
from grader.schema import read_schema
from grader.tables import scan
from grader.tables.delimited import read_delimited
from grader.tables.part import Part
from tests.grader.factories import make_csv, make_rows

SCHEMA = read_schema(b"{}")
CELLS = st.text(st.sampled_from('aé€,"\n\r \t;0'), max_size=5).filter(lambda text: "\r" not in text.replace("\r\n", ""))


def read(data: bytes, *, limits: Limits = DEFAULT) -> Part:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        path.write_bytes(data)
        return read_delimited(path, "rows.csv", SCHEMA, limits)


@settings(max_examples=100, deadline=None)
@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=8), ending=st.sampled_from(["\n", "\r\n"]))
def test_it_reads_back_what_an_ordinary_writer_wrote(rows: list[tuple[str, str, str]], ending: str) -> None:
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator=ending, quoting=csv.QUOTE_ALL)
    writer.writerows([("x", "y", "z"), *rows])
    part = read(written.getvalue().encode())
    assert part.raw.rows() == [tuple(cell or None for cell in row) for row in rows]


@settings(max_examples=300, deadline=None)
@given(text=st.text(st.sampled_from('ab,"\n\r'), max_size=24))
@example(text='a,"\n\n"\n')
@example(text='"a\nb",c\n1,2')
@example(text='a"\n"')
@example(text="a\n\r")
@example(text="a\n\r\n1")
@example(text="a\n1\r")
def test_it_reads_as_a_strict_reader_does_or_not_at_all(text: str) -> None:
    try:
        part = read(text.encode())
    except Unreadable:
        return
    header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert part.raw.columns == header
    assert part.raw.rows() == [tuple(cell or None for cell in row) for row in rows]


@pytest.mark.parametrize("block", [3, 7, 64, 1000])
def test_blocks_may_cut_anywhere(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    data = '\ufeffname,note\n"é, ""x""","a\nb"\nç,\n'.encode() + b'd,"1"\r\n' * 50
    whole = read(data)
    monkeypatch.setattr(scan, "BLOCK", block)
    cut = read(data)
    assert cut.raw.equals(whole.raw)
    assert cut.notes == whole.notes


@pytest.mark.parametrize("block", [5, 1000])
def test_the_offset_of_a_bad_byte_is_right_wherever_blocks_are_cut(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "BLOCK", block)
    good = "a\né€é€".encode()
    with pytest.raises(Unreadable) as refusal:
        read(good + b"\xe2\x82" + b"\n")
    assert refusal.value.place == f"byte {len(good)}"


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(Unreadable, match=r"too many rows\. The limit is 10 rows"):
        read(make_csv(make_rows(11)), limits=Limits(rows=10))


def test_an_unclosed_quote_is_named_by_its_row_however_long_the_rest() -> None:
    with pytest.raises(Unreadable) as refusal:
        read(b'a,b\n1,2\n3,"4\n' + b"5,6\n" * 400_000)
    assert refusal.value.place == "row 2"
    assert "quote opens here" in refusal.value.sentence


def test_quoted_and_unquoted_empty_cells_are_alike() -> None:
    assert read(b'a,b\n"",\n').raw.rows() == [(None, None)]
