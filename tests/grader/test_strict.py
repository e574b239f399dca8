"""Strict JSON is what every reader reads alike."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from grader import strict
from grader.digests import canonical
from grader.strict import DEPTH, LARGEST_INTEGER, decode

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-LARGEST_INTEGER, LARGEST_INTEGER)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(value=VALUES, ascii_only=st.booleans())
def test_what_is_plain_is_read(value: object, ascii_only: bool) -> None:
    assert decode(json.dumps(value, ensure_ascii=ascii_only)) == value


PAIRS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", 'a\\"', "a\\u0062", "é", "}{"]),
        st.sampled_from(["", "", " ", "\t"]),
        st.sampled_from(["1", "-9007199254740993", "1e400", "1e5", "0.30000000000000004", "NaN", "-Infinity"])
        | st.sampled_from(["null", "true", '"x"', '"\\":"', '" "', "[1]", "{}", '{"a":1}', '"\\ud834"', "1e309"]),
    ),
    max_size=3,
)
ENDS = st.sampled_from(["}", "}", "}", "", "},{", "} "])


@given(lines=st.lists(st.tuples(PAIRS, ENDS), min_size=1, max_size=4), between=st.sampled_from([",", ", ", " ,"]))
def test_lines_read_together_are_those_read_one_by_one(lines: list[tuple[Any, str]], between: str) -> None:
    written = ["{" + between.join(f'"{name}"{gap}:{value}' for name, gap, value in pairs) + end for pairs, end in lines]
    together = strict.decode_lines("".join(f"{line}\n" for line in written))
    assert together is None or together == [decode(line) for line in written]


def test_plain_lines_are_read_together() -> None:
    assert strict.decode_lines('{"a":1, "b": "x y"}\n{"c":-1.5e3}\n') == [{"a": 1, "b": "x y"}, {"c": -1500.0}]


@given(value=VALUES)
def test_what_is_read_has_a_canonical_form(value: object) -> None:
    assert json.loads(canonical(decode(json.dumps(value))), parse_int=float) == value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": 1, "b": {"a": 1, "a": 2}}', "'a' stands twice"),
        ("[Infinity]", "not a JSON number"),
        ("[-NaN]", "Expecting value"),
        ("[1e400]", "beyond every number"),
        ("9007199254740992", "beyond 2^53"),
        ("-9007199254740992", "beyond 2^53"),
        ("1" * 100_000, "beyond 2^53"),
        ('"\\ud834"', "half of a surrogate pair"),
        ('{"\\udd1e": 1}', "half of a surrogate pair"),
        ("[" * (DEPTH + 1) + "]" * (DEPTH + 1), "more than 32 deep"),
        ("[" * 1_000_000, "more than 32 deep"),
        ('{"a":' * 100_000, "more than 32 deep"),
        ("", "Expecting value"),
        ("{} {}", "Extra data"),
    ],
)
def test_what_readers_disagree_about_is_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said.replace("^", r"\^")):
        decode(text)


@pytest.mark.parametrize(
    "text",
    ["9007199254740991", '"' + "[" * 100 + '"', '"\\"' + "[" * 100 + '"', '"\\ud834\\udd1e"', "[" * 32 + "]" * 32],
)
def test_what_only_looks_odd_is_read(text: str) -> None:
    decode(text)


def test_bytes_are_utf_8() -> None:
    with pytest.raises(UnicodeDecodeError):
        decode(b'"\xff"')
