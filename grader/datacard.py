"""The data card: the prose facts about the sample, cut into sections by its headings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from grader.headings import Heading, lines_of, read_prose

NAME = "DATACARD.md"


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
    under: list[Heading] = []
    for line, heading in lines_of(text):
        if heading:
            under = [larger for larger in under if 1 < larger.level < heading.level] + [heading]
            sections.setdefault(heading.words, [])
        else:
            for each in under:
                sections[each.words].append(line)
    return DataCard(text=text, sections={words: "\n".join(lines).strip() for words, lines in sections.items() if words})
