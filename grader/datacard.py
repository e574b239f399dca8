"""The data card: the prose facts about the sample, cut into sections by its headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from grader.errors import Unreadable

NAME = "DATACARD.md"

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.*?)(?:\s+#+)?\s*$")


@dataclass(frozen=True, kw_only=True)
class _Heading:
    level: int
    words: str


@dataclass(frozen=True, kw_only=True)
class DataCard:
    """A data card: its whole text, and the text under each heading, by the heading's words in lower case.

    Text under a smaller heading belongs to the larger one above it too, the card's own title excepted.
    """

    text: str
    sections: Mapping[str, str]


def read_datacard(data: bytes) -> DataCard:
    """Return the card in ``data``; headings of the same words are read as one section."""
    text = read_prose(data, file=NAME)
    sections: dict[str, list[str]] = {}
    under: list[_Heading] = []
    for line, heading in _lines(text):
        if heading:
            under = [larger for larger in under if 1 < larger.level < heading.level] + [heading]
            sections.setdefault(heading.words, [])
        else:
            for each in under:
                sections[each.words].append(line)
    return DataCard(text=text, sections={words: "\n".join(lines).strip() for words, lines in sections.items() if words})


def _lines(text: str) -> Iterator[tuple[str, _Heading | None]]:
    """Yield each line, with the heading it is; what stands between fences is text."""
    fence = ""
    for line in text.splitlines():
        found = None if fence else _HEADING.match(line)
        if mark := _FENCE.match(line):
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        yield line, _Heading(level=len(found[1]), words=" ".join(found[2].casefold().split())) if found else None


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
