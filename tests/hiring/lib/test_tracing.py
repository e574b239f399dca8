"""Trace context and baggage are read as W3C says, and what is invalid is as if it had not been sent."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from hiring.lib.tracing import Carried, Trace, parse_baggage, parse_traceparent, read_carried

TRACE_ID, PARENT_ID = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
SENT = f"00-{TRACE_ID}-{PARENT_ID}-01"


@pytest.mark.parametrize(
    "said",
    [
        SENT,
        f"\t {SENT} ",
        f"00-{TRACE_ID}-{PARENT_ID}-ff",
        f"cc-{TRACE_ID}-{PARENT_ID}-01",
        f"cc-{TRACE_ID}-{PARENT_ID}-01-what-the-future-will-be-like",
    ],
)
def test_it_reads_a_trace(said: str) -> None:
    assert parse_traceparent(said) == Trace(trace_id=TRACE_ID, parent_id=PARENT_ID)


@pytest.mark.parametrize(
    "said",
    [
        "",
        f"ff-{TRACE_ID}-{PARENT_ID}-01",
        f"00-{'0' * 32}-{PARENT_ID}-01",
        f"00-{TRACE_ID}-{'0' * 16}-01",
        f"00-{TRACE_ID.upper()}-{PARENT_ID}-01",
        f"00-{TRACE_ID}-{PARENT_ID}-1",
        f"00-{TRACE_ID}-{PARENT_ID}-01-more",
        f"00-{TRACE_ID}-{PARENT_ID}-01-",
        f"0-{TRACE_ID}-{PARENT_ID}-01",
        f"cc-{TRACE_ID}-{PARENT_ID}-01.what-the-future",
        f"00-{TRACE_ID[:-1]}-{PARENT_ID}-01",
        f"00-{TRACE_ID}-{PARENT_ID[:-1]}x-01",
        f"00-{'٠' * 31}1-{PARENT_ID}-01",
        f"{SENT},{SENT}",
        f"{SENT}\n",
    ],
)
def test_it_takes_an_invalid_trace_for_none(said: str) -> None:
    assert parse_traceparent(said) is None


@pytest.mark.parametrize(
    ("said", "members"),
    [
        ("dataset.id=wildlife-strikes", {"dataset.id": "wildlife-strikes"}),
        ("a=1,b=2", {"a": "1", "b": "2"}),
        (" a = 1 ;kept; until = later\t, b=\t2 ", {"a": "1", "b": "2"}),
        ("a=", {"a": ""}),
        ("a=1,a=2", {"a": "2"}),
        ("server=DB%20%2C%C3%A9%FF", {"server": "DB ,é�"}),
        ("equals=a=b==", {"equals": "a=b=="}),
    ],
)
def test_it_reads_baggage(said: str, members: dict[str, str]) -> None:
    assert parse_baggage(said) == members


@pytest.mark.parametrize(
    "said",
    [
        *("", "a", "=1", "a=1,", "a=1,,b=2", "a b=1", "a=1 2", 'a="1"', "a=é", "a=1;=2", "a=1\n", "(a)=1"),
        ",".join(f"a{number}=1" for number in range(65)),
        f"a={'1' * 8191}",
    ],
)
def test_it_takes_invalid_baggage_for_none(said: str) -> None:
    assert parse_baggage(said) == {}


def test_as_much_as_the_standard_asks_for_is_read() -> None:
    members = {f"member-{number:02}": "1" * 116 for number in range(64)}
    said = ",".join(f"{name}={value}" for name, value in members.items())
    assert len(said) == 8127
    assert parse_baggage(said) == members


def test_only_what_names_a_thing_is_kept() -> None:
    baggage = f"dataset.id=wildlife-strikes,user.id=alice,stage=clean%20up,model.id={'m' * 101},run.id=7"
    carried = read_carried({"traceparent": SENT, "baggage": baggage})
    assert carried.facts == {
        "trace": {"trace_id": TRACE_ID, "parent_id": PARENT_ID},
        "baggage": {"dataset.id": "wildlife-strikes", "run.id": "7"},
    }
    assert read_carried({"traceparent": "?", "baggage": "user.id=alice"}) == Carried()
    assert Carried().facts == {}


@given(st.text(), st.text())
def test_whatever_is_sent_is_no_error(traceparent: str, baggage: str) -> None:
    read_carried({"traceparent": traceparent, "baggage": baggage})
