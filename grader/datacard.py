"""The data card: the prose facts about the sample, cut into sections by its headings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from grader.errors import Unreadable

NAME = "DATACARD.md"

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r"^ {0,3}#{1,6}\s+(.*?)(?:\s+#+)?\s*$")


@dataclass(frozen=True, kw_only=True)
class DataCard:
    """A data card: its whole text, and the text under each heading, by the heading's words in lower case."""

    text: str
    sections: Mapping[str, str]


def read_datacard(data: bytes) -> DataCard:
    """Return the card in ``data``; headings of the same words are read as one section."""
    text = read_prose(data, file=NAME)
    sections: dict[str, list[str]] = {}
    heading, fence = "", ""
    for line in text.splitlines():
        if mark := _FENCE.match(line):
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        elif not fence and (found := _HEADING.match(line)):
            heading = " ".join(found[1].casefold().split())
            sections.setdefault(heading, [])
            continue
        sections.setdefault(heading, []).append(line)
    return DataCard(text=text, sections={name: "\n".join(lines).strip() for name, lines in sections.items() if name})


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
