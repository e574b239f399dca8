"""`assay rows` prints everything that is wrong with the rows of a file, a line of JSON each."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from grader.cli import run
from grader.exits import Exit

SCHEMA = {
    "type": "object",
    "properties": {"id": {"type": "integer", "minimum": 1}, "state": {"type": "string", "enum": ["CA", "NY"]}},
    "required": ["id", "state"],
}
ROWS = [{"id": 1, "state": "CA"}, {"id": 0, "state": "TX"}, {"id": 3, "state": "NY"}]
WRONG = [{"row": 2, "path": "/id", "keyword": "minimum"}, {"row": 2, "path": "/state", "keyword": "enum"}]


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    path = tmp_path / "schema.json"
    path.write_text(json.dumps(SCHEMA))
    return path


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet"])
def test_it_tells_row_path_keyword_and_message(
    schema: Path, tmp_path: Path, suffix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path, table = tmp_path / f"rows.{suffix}", pl.DataFrame(ROWS)
    getattr(table, {"csv": "write_csv", "jsonl": "write_ndjson", "parquet": "write_parquet"}[suffix])(path)
    assert run(["rows", str(schema), str(path)]) == Exit.FINDINGS
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert sorted(({name: one[name] for name in WRONG[0]} for one in told), key=str) == sorted(WRONG, key=str)
    assert all(one["message"] and "TX" not in one["message"] for one in told)


def test_it_is_silent_about_rows_that_are_right(
    schema: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("id,state\n1,CA\n")
    assert run(["rows", str(schema), str(path)]) == Exit.PASSED
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(("name", "said"), [("rows.xlsx", "no table"), ("rows.csv", "NUL")])
def test_it_says_what_it_could_not_read(
    schema: Path, tmp_path: Path, name: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    path.write_bytes(b"id,state\n\0")
    assert run(["rows", str(schema), str(path)]) == Exit.NOT_READ
    assert said in capsys.readouterr().err
