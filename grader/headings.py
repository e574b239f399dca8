"""Prose under headings: text in UTF-8, line by line, with the Markdown headings among its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from grader.errors import Unreadable

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.*?)(?:\s+#+)?\s*$")


@dataclass(frozen=True, kw_only=True)
class Heading:
    """One heading: from 1, the largest, to 6, and its text as written."""

    level: int
    text: str

    @property
    def words(self) -> str:
        """The text in lower case with single blanks."""
        return " ".join(self.text.casefold().split())


def lines_of(text: str) -> Iterator[tuple[str, Heading | None]]:
    """Yield each line, with the heading it is; what stands between fences is text."""
    fence = ""
    for line in text.splitlines():
        found = None if fence else _HEADING.match(line)
        if mark := _FENCE.match(line):
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        yield line, Heading(level=len(found[1]), text=found[2]) if found else None


def read_prose(data: bytes, *, file: str) -> str:
    """Return text that is UTF-8 without NUL, its byte-order mark dropped."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(
            "It is not UTF-8.", file=file, place=f"byte {error.start}", remedy="Save it in UTF-8."
        ) from error
    if "\0" in text:
        raise Unreadable("It holds a NUL character.", file=file, remedy="Write it as plain text.")
    return text
