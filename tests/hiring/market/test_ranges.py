"""Ranges and conditions are answered as RFC 9110 has it, whatever the headers hold."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from hypothesis import given, strategies as st

from hiring.market.ranges import Conditions, part_to_serve

ETAG = '"sha256:abc"'
SIZE = 1000
WHOLE = (HTTPStatus.OK, 0, 999)
UNSATISFIABLE = (HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, 0, -1)


def served(size: int = SIZE, **headers: str) -> tuple[HTTPStatus, int, int]:
    part = part_to_serve(Conditions(**headers), size=size, etag=ETAG)
    return part.status, part.first, part.last


@pytest.mark.parametrize(
    ("header", "ends"),
    [
        ("bytes=0-0", (0, 0)),
        ("bytes=0-499", (0, 499)),
        ("bytes=500-", (500, 999)),
        ("bytes=500-5000", (500, 999)),
        ("bytes=-1", (999, 999)),
        ("bytes=-5000", (0, 999)),
        ("Bytes= 7-8 ", (7, 8)),
        ("bytes=0007-008", (7, 8)),
        ("bytes=0-" + "9" * 5000, (0, 999)),
        ("bytes=,5-6,", (5, 6)),
    ],
)
def test_one_range_inside_the_file_is_served(header: str, ends: tuple[int, int]) -> None:
    assert served(range=header) == (HTTPStatus.PARTIAL_CONTENT, *ends)


@pytest.mark.parametrize(
    "header", ["bytes=1000-", "bytes=1000-2000", "bytes=-0", "bytes=2000-3000,5000-", "bytes=" + "9" * 5000 + "-"]
)
def test_ranges_that_are_all_outside_the_file_are_unsatisfiable(header: str) -> None:
    assert served(range=header) == UNSATISFIABLE


@pytest.mark.parametrize(
    "header",
    ["", "bytes", "bytes=", "bytes=-", "bytes=5-2", "bytes=a-b", "rows=0-1", "bytes=0-1-2", "bytes=1.5-2", "bytes=²-3"],
)
def test_what_is_no_range_is_ignored(header: str) -> None:
    assert served(range=header) == WHOLE


def test_several_ranges_get_everything() -> None:
    assert served(range="bytes=0-1,5-6") == WHOLE
    assert served(range="bytes=0-1,5000-") == WHOLE


def test_a_range_of_an_empty_file_is_unsatisfiable_and_the_file_itself_is_nothing() -> None:
    assert served(size=0, range="bytes=0-") == UNSATISFIABLE
    assert served(size=0) == (HTTPStatus.OK, 0, -1)


@pytest.mark.parametrize(
    ("if_range", "status"),
    [(ETAG, 206), ('"another"', 200), (f"W/{ETAG}", 200), ("Tue, 24 Nov 2026 12:00:00 GMT", 200)],
)
def test_a_resumed_download_continues_only_in_the_same_file(if_range: str, status: int) -> None:
    assert served(range="bytes=5-", if_range=if_range)[0] == status


@pytest.mark.parametrize("listed", [ETAG, f"W/{ETAG}", f'"x", {ETAG}', "*"])
def test_a_file_the_client_has_is_not_sent_again_even_in_part(listed: str) -> None:
    assert served(if_none_match=listed, range="bytes=0-1")[0] == HTTPStatus.NOT_MODIFIED


@pytest.mark.parametrize("listed", ['"x"', "", "sha256:abc", '"sha256:abcd"', '"a*"'])
def test_a_file_the_client_does_not_have_is_sent(listed: str) -> None:
    assert served(if_none_match=listed) == WHOLE


def test_head_ignores_ranges() -> None:
    assert served(method="HEAD", range="bytes=0-1") == WHOLE


@given(
    st.text(alphabet="bytes=0123456789-, ", max_size=40),
    st.integers(min_value=0, max_value=50),
    st.sampled_from([None, ETAG, '"x"']),
)
def test_whatever_the_header_the_part_lies_inside_the_file(header: str, size: int, if_range: str | None) -> None:
    part = part_to_serve(Conditions(range=f"bytes={header}", if_range=if_range), size=size, etag=ETAG)
    assert part.length >= 0
    assert part.first >= 0
    assert part.last < size or part.length == 0
    if part.status == HTTPStatus.PARTIAL_CONTENT:
        assert 1 <= part.length <= size
