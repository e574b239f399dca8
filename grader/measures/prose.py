"""Reads prose for what can be held against data: whether it says anything, and the figures it states."""

from __future__ import annotations

import re

FEWEST_WORDS = 10
PLACEHOLDER = re.compile(
    r"\b(?:todo|tbd|fixme|lorem ipsum|fill (?:this )?in|to be (?:written|done|added|completed))\b|<[a-z][^<>\n]{2,}>",
    re.IGNORECASE,
)
INSIDE_WORD = re.compile(r"[\w-]")
WORD = re.compile(r"\w+(?:['’.-]\w+)*")
ROWS = re.compile(
    r"(?<![\w.,-])(?<!of )(\d{1,3}(?:[,\u00a0\u202f ]\d{3})+|\d+)\s+(?:[a-z]+\s+){0,2}?(?:rows|records)\b",
    re.IGNORECASE,
)
DAY = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"
RANGE = re.compile(rf"(?<![\w-])({DAY})\s*(?:to|until|till|through|and|–|—|/)\s*({DAY})(?![\w-])", re.IGNORECASE)


def is_substantive(text: str) -> bool:
    """Say whether a section holds at least a sentence's worth of words, and none that stand in for words to come."""
    return not PLACEHOLDER.search(text) and len(WORD.findall(text)) >= FEWEST_WORDS


def stated_rows(text: str) -> tuple[int, ...]:
    """Return every number that ``text`` gives as a number of rows or records."""
    return tuple(int(re.sub(r"\D", "", match[1])) for match in ROWS.finditer(text))


def stated_span(text: str) -> tuple[str, str] | None:
    """Return the first and last day that ``text`` gives as ends of a range, as ISO dates that may lack month or day."""
    ranges = [match.groups() for match in RANGE.finditer(text)]
    if not ranges:
        return None
    return min(first for first, _ in ranges), max((last for _, last in ranges), key=lambda day: day.ljust(10, "~"))


def spans(span: tuple[str, str], first: str, last: str) -> bool:
    """Say whether ``span`` takes in the days from ``first`` to ``last``, as finely as it is written."""
    return span[0] <= first and last[: len(span[1])] <= span[1]


def names(text: str, word: str) -> bool:
    """Say whether ``text`` holds ``word`` as a word of its own."""
    start = text.find(word)
    while start >= 0:
        around = text[max(0, start - 1) : start] + text[start + len(word) : start + len(word) + 1]
        if not INSIDE_WORD.search(around):
            return True
        start = text.find(word, start + 1)
    return False
