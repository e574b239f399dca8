"""Prose gives up its figures only where it clearly states them."""

from __future__ import annotations

import time

import pytest

from grader.measures.prose import is_substantive, names, spans, stated_rows, stated_span


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("5,812 rows", (5812,)),
        ("It has 5812 labelled rows and 13 columns.", (5812,)),
        ("5 812 records", (5812,)),
        ("4,000 rows for training, 1,812 rows for testing", (4000, 1812)),
        ("3 of 100 records have no speed", ()),
        ("version 1.240 rows", ()),
        ("thirteen rows", ()),
    ],
)
def test_rows_are_numbers_before_the_word(text: str, rows: tuple[int, ...]) -> None:
    assert stated_rows(text) == rows


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("from 1990-01-03 to 2002-07-31", ("1990-01-03", "2002-07-31")),
        ("1990–2002", ("1990", "2002")),
        ("train 1990-01 to 1999-12, test 2000-01 to 2002-07", ("1990-01", "2002-07")),
        ("split at 2000-01-01", None),
    ],
)
def test_a_span_is_the_outermost_ends_of_its_ranges(text: str, span: tuple[str, str] | None) -> None:
    assert stated_span(text) == span


@pytest.mark.parametrize(
    ("span", "whole"),
    [
        (("1990-01-03", "2002-07-31"), True),
        (("1990", "2002"), True),
        (("1990-01", "2002-07"), True),
        (("1991", "2002"), False),
        (("1990", "2001"), False),
    ],
)
def test_a_span_takes_in_days_as_finely_as_it_is_written(span: tuple[str, str], whole: bool) -> None:
    assert spans(span, "1990-01-03", "2002-07-31") is whole


def test_a_word_is_named_when_it_stands_alone() -> None:
    assert names("columns: `state`, species.", "state")
    assert not names("the state_code and statement", "state")
    assert not names("LicenseRef-X-1.0", "LicenseRef-X")
    assert names("state_code, and the state", "state")


def test_a_long_text_of_near_names_is_searched_in_time() -> None:
    began = time.process_time()
    assert not names("ab_" * 1_000_000, "ab")
    assert time.process_time() - began < 2


def test_a_placeholder_is_not_substantive_however_long() -> None:
    sentence = "Alice keeps this sample and mends the errors that people report to her."
    assert is_substantive(sentence)
    assert not is_substantive(f"TODO {sentence}")
    assert not is_substantive("Ask Alice.")
