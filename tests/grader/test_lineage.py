"""Lineage is read line by line, and walked back from what was made to what it was made of."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, strategies as st

from grader.errors import Unreadable
from grader.lineage import MOST_EVENTS, parse_lineage
from tests.grader.evidence import make_lineage, make_stage

RAW, CLEAN, SAMPLE = (f"sha256:{letter * 64}" for letter in "abc")


def test_it_reads_stages_in_the_order_of_the_file() -> None:
    lineage = parse_lineage(
        make_lineage(
            make_stage("collection", inputs=[("strikes", RAW)], outputs=[("raw.csv", RAW)]),
            make_stage("annotation", inputs=[("raw.csv", RAW)], outputs=[("sample.csv", SAMPLE)]),
        )
    )
    assert [(stage.name, stage.line) for stage in lineage.stages] == [("collection", 1), ("annotation", 2)]
    assert [stage.line for stage in lineage.named("Annotation")] == [2]


def test_it_walks_back_to_what_no_stage_made() -> None:
    lineage = parse_lineage(
        make_lineage(
            make_stage("collection", inputs=[("strikes", RAW)], outputs=[("raw.csv", RAW)]),
            make_stage("preparation", inputs=[("raw.csv", RAW)], outputs=[("clean.csv", CLEAN)]),
            make_stage("annotation", inputs=[("clean.csv", CLEAN)], outputs=[("sample.csv", SAMPLE)]),
        )
    )
    assert lineage.roots([SAMPLE], origins=()) == {RAW}


def test_stages_that_feed_each_other_have_no_origin() -> None:
    lineage = parse_lineage(
        make_lineage(
            make_stage("one", inputs=[("b", CLEAN)], outputs=[("a", RAW)]),
            make_stage("two", inputs=[("a", RAW)], outputs=[("b", CLEAN)]),
        )
    )
    assert lineage.roots([RAW], origins=()) == frozenset()


def test_the_walk_back_ends_at_an_origin_even_if_a_stage_gives_the_same_bytes() -> None:
    lineage = parse_lineage(
        make_lineage(
            make_stage("preparation", inputs=[("raw.csv", RAW)], outputs=[("clean.csv", CLEAN)]),
            make_stage("annotation", inputs=[("clean.csv", CLEAN)], outputs=[("sample.csv", RAW)]),
        )
    )
    assert lineage.roots([RAW], origins={RAW}) == {RAW}


def test_a_run_that_started_or_failed_is_no_stage() -> None:
    events = [make_stage("training", inputs=[], outputs=[]) | {"eventType": kind} for kind in ("START", "FAIL")]
    assert parse_lineage(make_lineage(*events)).stages == ()


def test_it_skips_empty_lines_and_still_counts_them() -> None:
    data = b"\n\n" + make_lineage(make_stage("training", inputs=[], outputs=[])) + b"\n"
    assert [stage.line for stage in parse_lineage(data).stages] == [3]


@pytest.mark.parametrize(
    ("line", "place"),
    [
        (b"{", "line 2, column 2"),
        (b'{"eventType": "DONE"}', "line 2, /"),
        (b"[]", "line 2, /"),
        (b"\xff", "line 2, byte 0"),
    ],
)
def test_it_names_the_line_that_can_not_be_read(line: bytes, place: str) -> None:
    with pytest.raises(Unreadable) as refused:
        parse_lineage(make_lineage(make_stage("training", inputs=[], outputs=[])) + line + b"\n")
    assert (refused.value.place or "").startswith(place)


def test_it_refuses_a_digest_in_another_spelling() -> None:
    with pytest.raises(Unreadable) as refused:
        parse_lineage(make_lineage(make_stage("training", inputs=[("raw.csv", "md5:1")], outputs=[])))
    assert refused.value.place == "line 1, /inputs/0/facets/assay_digest/digest"


def test_it_refuses_more_events_than_it_reads() -> None:
    with pytest.raises(Unreadable, match=f"The limit is {MOST_EVENTS:,} events"):
        parse_lineage(b"{}\n" * (MOST_EVENTS + 1))


@given(st.binary(max_size=80))
def test_any_bytes_at_all_are_read_or_refused_in_a_sentence(data: bytes) -> None:
    with suppress(Unreadable):
        parse_lineage(data)
