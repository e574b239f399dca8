"""A sample is the same rows whatever files they come in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from grader.errors import Absent, Unreadable
from grader.inputs import Inputs
from grader.limits import Limits
from grader.tables import Sample
from tests.grader.factories import Row, make_bundle, make_csv, make_rows

TYPES = {"speed_knots": pl.Int64}


def as_lines(rows: list[Row]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def as_parquet(rows: list[Row], tmp_path: Path) -> bytes:
    path = tmp_path / "written.parquet"
    overrides = {name: TYPES[name] for name in TYPES if name in rows[0]}
    pl.DataFrame(rows, schema_overrides=overrides, infer_schema_length=None).write_parquet(path)
    return path.read_bytes()


def sample_of(tmp_path: Path, data: dict[str, bytes], *, limits: Limits = Limits()) -> Sample:  # noqa: B008 - frozen
    return Inputs.of(make_bundle(tmp_path, data=data), limits=limits).sample


def test_the_three_formats_hold_the_same_rows(tmp_path: Path) -> None:
    rows: list[Row] = list(make_rows(50))
    written: dict[str, Callable[[], bytes]] = {
        "csv": lambda: make_csv(rows),
        "jsonl": lambda: as_lines(rows),
        "parquet": lambda: as_parquet(rows, tmp_path),
    }
    samples = [sample_of(tmp_path / kind, {f"data/x.{kind}": write()}) for kind, write in written.items()]
    for sample in samples[1:]:
        assert sample.raw.equals(samples[0].raw)
        assert sample.frame.equals(samples[0].frame)


def test_parts_of_different_formats_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    rows: list[Row] = list(make_rows(30))
    parts = {
        "data/2.jsonl": as_lines(rows[10:20]),
        "data/1.csv": make_csv(rows[:10]),
        "data/3.parquet": as_parquet(rows[20:], tmp_path),
    }
    sample = sample_of(tmp_path, parts)
    assert sample.raw["strike_id"].to_list() == [row["strike_id"] for row in rows]
    place = sample.place([12, 13, 25], "strike_id")
    assert (place.file, place.rows) == ("data/2.jsonl", (3, 4))
    assert place.values == (rows[12]["strike_id"], rows[13]["strike_id"])


def test_a_place_shows_at_most_twenty_rows_and_short_values(tmp_path: Path) -> None:
    rows = [{**row, "airport": "x" * 500} for row in make_rows(40)]
    place = sample_of(tmp_path, {"data/x.csv": make_csv(rows)}).place(range(40), "airport")
    assert len(place.rows) == 20
    assert all(len(value) == 60 for value in place.values)


def test_names_that_come_late_in_json_lines_are_columns_too(tmp_path: Path) -> None:
    sample = sample_of(tmp_path, {"data/x.jsonl": b'{"a": 1}\n{"b": [1, {"c": "x"}]}\n'})
    assert sample.columns == ("a", "b")
    assert sample.raw.rows() == [("1", None), (None, '[1, {"c": "x"}]')]


def test_a_bundle_without_a_sample_says_where_it_belongs(tmp_path: Path) -> None:
    with pytest.raises(Absent, match=r"no \.csv, \.jsonl or \.parquet file under data/"):
        sample_of(tmp_path, {"rows.csv": b"a\n1\n"})


def test_rows_of_all_files_together_are_limited(tmp_path: Path) -> None:
    parts = {f"data/{number}.csv": make_csv(make_rows(8)) for number in range(3)}
    with pytest.raises(Unreadable, match=r"hold 24 rows together\. The limit is 20 rows"):
        sample_of(tmp_path, parts, limits=Limits(rows=20))


def test_json_lines_beyond_the_limit_of_rows_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="too many rows"):
        sample_of(tmp_path, {"data/x.jsonl": b'{"a": 1}\n' * 11}, limits=Limits(rows=10))


def test_parquet_that_claims_more_than_it_may_is_refused_by_its_footer(tmp_path: Path) -> None:
    data = as_parquet(list(make_rows(300)), tmp_path)
    with pytest.raises(Unreadable, match="It claims 300 rows"):
        sample_of(tmp_path, {"data/x.parquet": data}, limits=Limits(rows=100))


def test_parquet_that_unpacks_to_far_more_than_its_size_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "same.parquet"
    pl.DataFrame({"a": ["x" * 1000] * 200_000}).write_parquet(path, use_pyarrow=False, compression="zstd")
    with pytest.raises(Unreadable, match=r"takes? too much memory|bytes, packed into"):
        sample_of(tmp_path, {"data/x.parquet": path.read_bytes()}, limits=Limits(unpacked=100_000_000))


def test_nested_parquet_is_limited(tmp_path: Path) -> None:
    path = tmp_path / "deep.parquet"
    pl.DataFrame({"a": [{"b": {"c": {"d": {"e": 1}}}}]}).write_parquet(path)
    with pytest.raises(Unreadable, match="nested 5 deep"):
        sample_of(tmp_path, {"data/x.parquet": path.read_bytes()})


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_a_cell_has_the_same_limit_in_every_format(kind: str, tmp_path: Path) -> None:
    rows: list[Row] = [{"a": "x"}, {"a": "x" * 70_000}]
    written = as_lines(rows) if kind == "jsonl" else as_parquet(rows, tmp_path)
    with pytest.raises(Unreadable, match=r"at row 2: A cell of a is 70,000 bytes long\. The limit is 65,536 bytes"):
        sample_of(tmp_path, {f"data/x.{kind}": written})
