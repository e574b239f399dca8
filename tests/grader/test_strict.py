"""Strict JSON is what every reader reads alike."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, strategies as st

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
