"""Whatever a Parquet file holds, the gate reads it or says what it can't read and where."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, reject, settings, strategies as st

from grader.errors import Unreadable
from grader.gate import run_gate
from grader.inputs import Inputs
from grader.limits import Limits
from grader.report import Status
from tests.grader.factories import hand_in, make_bundle, make_rows

ROWS = make_rows(12)
NAMES = ("extra", "flight_date", "speed_knots", "species")
INT32 = {"width": pa.int32(), "values": st.integers(-(2**31), 2**31 - 1)}
INT64 = {"width": pa.int64(), "values": st.integers(-(2**63), 2**63 - 1)}
STORED_AS_32 = [pa.date32(), pa.time32("s"), pa.time32("ms")]
STORED_AS_64 = [
    *(kind(unit) for kind in (pa.timestamp, pa.duration) for unit in ("s", "ms", "us", "ns")),
    *(pa.timestamp("us", zone) for zone in ("UTC", "Europe/Berlin", "+23:59", "Mars/Olympus")),
    *(pa.time64(unit) for unit in ("us", "ns")),
    pa.date64(),
]
PLAIN: list[tuple[Any, Any]] = [
    (pa.uint64(), 2**64 - 1),
    (pa.int64(), 2**53 + 1),
    (pa.float64(), float("nan")),
    (pa.float32(), float("inf")),
    (pa.decimal128(38, 38), Decimal("0." + "9" * 38)),
    (pa.decimal256(76), Decimal("9" * 76)),
    (pa.binary(), b"\xff\x00"),
    (pa.string(), "a\0b"),
    (pa.dictionary(pa.int8(), pa.string()), "a"),
    (pa.null(), None),
    (pa.list_(pa.float64()), [1.5, None, float("nan")]),
    (pa.list_(pa.int32(), 2), [1, 2]),
    (pa.struct([("a", pa.binary()), ("b", pa.duration("us"))]), {"a": b"\xff", "b": 5}),
    (pa.map_(pa.string(), pa.int32()), [("a", 1), ("a", 2)]),
]


def alone(value: Any, kind: Any) -> Any:
    """A column whose second cell is the value and whose others are empty."""
    return pa.array([None, value, *[None] * (len(ROWS) - 2)], kind)


def stored(kind: Any, width: Any, values: st.SearchStrategy[int]) -> st.SearchStrategy[Any]:
    return values.map(lambda value: alone(value, width).view(kind))


temporal = st.one_of(
    *(stored(kind, **INT32) for kind in STORED_AS_32), *(stored(kind, **INT64) for kind in STORED_AS_64)
)
structs = temporal.map(lambda cells: pa.StructArray.from_arrays([cells], ["a"]))
lists = temporal.map(
    lambda cells: pa.ListArray.from_arrays(pa.array([*range(len(ROWS)), len(ROWS)], pa.int32()), cells)
)
plain = st.sampled_from(PLAIN).map(lambda pair: alone(pair[1], pair[0]))
columns = st.one_of(temporal, structs, lists, plain)


def parquet(name: str, cells: Any) -> bytes:
    table = pa.Table.from_pylist(ROWS)
    names = table.column_names
    whole = table.set_column(names.index(name), name, cells) if name in names else table.append_column(name, cells)
    written = io.BytesIO()
    try:
        pq.write_table(whole, written)
    except pa.ArrowInvalid:
        reject()  # Parquet knows no seconds, and the milliseconds of a moment this far off are no 64 bit number.
    return written.getvalue()


def broken_text() -> Any:
    buffers = alone(b"\xff\xfe", pa.binary()).buffers()
    return pa.Array.from_buffers(pa.string(), len(ROWS), buffers)


def read(tmp_path: Path, name: str, cells: Any, **limits: int) -> Any:
    bundle = make_bundle(tmp_path, data={"data/x.parquet": parquet(name, cells)})
    return Inputs.of(bundle, limits=Limits(**limits)).sample


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(NAMES), columns | st.builds(broken_text))
def test_the_gate_reports_whatever_a_column_holds(name: str, cells: Any) -> None:
    with TemporaryDirectory() as folder:
        handed = hand_in(Path(folder), rows=ROWS, data={"data/x.parquet": parquet(name, cells)})
        report = run_gate(handed.inputs())
    assert not [one.cause for one in report.outcomes if one.status is Status.CRASHED]


@pytest.mark.parametrize(
    "cells",
    [
        alone(-800_000, pa.int32()).view(pa.date32()),
        alone(10**8, pa.int32()).view(pa.date32()),
        alone(9 * 10**15, pa.int64()).view(pa.timestamp("ms")),
        alone(2**63 - 1, pa.int64()).view(pa.duration("ms")),
    ],
    ids=["before the year 1", "after the year 9999", "moment", "duration"],
)
def test_a_value_that_no_year_holds_is_named_with_its_row(cells: Any, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"data/x\.parquet at row 2: Column extra holds .* The limit is dates"):
        read(tmp_path, "extra", cells)


def test_text_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="not a sound Parquet file"):
        read(tmp_path, "extra", broken_text())


def test_lists_that_take_no_room_in_the_file_are_held_to_the_room_they_take(tmp_path: Path) -> None:
    lists = pa.ListArray.from_arrays(pa.array([0, *[2_000_000] * len(ROWS)], pa.int32()), pa.nulls(2_000_000))
    with pytest.raises(Unreadable, match="too much memory once unpacked"):
        read(tmp_path, "extra", lists, unpacked=10_000_000)


@pytest.mark.parametrize("zone", [None, "UTC"])
def test_midnights_are_days_where_the_schema_asks_for_days(zone: str | None, tmp_path: Path) -> None:
    days = [str(row["flight_date"]) for row in ROWS]
    midnights = pa.array([datetime.fromisoformat(day) for day in days], pa.timestamp("ns", zone))
    sample = read(tmp_path / "midnights", "flight_date", midnights)
    assert sample.raw["flight_date"].to_list() == days
    assert sample.frame["flight_date"].to_list() == [date.fromisoformat(day) for day in days]
    elsewhere = read(tmp_path / "elsewhere", "extra", midnights)
    assert elsewhere.raw["extra"][0].startswith(f"{days[0]}T00:00:00")


def test_a_time_of_day_keeps_the_whole_column_moments(tmp_path: Path) -> None:
    moments = alone("2001-02-03 04:00:00", pa.string()).cast(pa.timestamp("us"))
    sample = read(tmp_path, "flight_date", moments)
    assert sample.raw["flight_date"][1] == "2001-02-03T04:00:00"
    assert sample.frame["flight_date"].null_count() == len(ROWS)


def test_days_are_judged_alike_however_they_are_stored(tmp_path: Path) -> None:
    days = [date.fromisoformat(str(row["flight_date"])) for row in ROWS]
    points = []
    for kind in (pa.date32(), pa.date64(), pa.timestamp("ns"), pa.string()):
        cells = pa.array(days, pa.date32()).cast(kind)
        handed = hand_in(tmp_path / str(kind), rows=ROWS, data={"data/x.parquet": parquet("flight_date", cells)})
        points.append({one.code: one.points for one in run_gate(handed.inputs()).outcomes if one.code != "SCH003"})
    assert points[1:] == points[:-1]
