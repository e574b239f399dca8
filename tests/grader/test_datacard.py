"""A data card is cut into sections by its headings."""

from __future__ import annotations

import pytest

from grader.datacard import read_datacard
from grader.errors import Unreadable


def test_text_belongs_to_its_heading_whatever_the_case() -> None:
    card = read_datacard(b"# Strikes\nA card.\n## Intended  USE ##\nTeaching.\n")
    assert card.sections == {"strikes": "A card.", "intended use": "Teaching."}


def test_text_under_a_smaller_heading_belongs_to_the_larger_one_too() -> None:
    card = read_datacard(b"# Strikes\n## Composition\n### Columns\nTwo.\n## Limits\nMany.\n")
    assert card.sections == {"strikes": "", "composition": "Two.", "columns": "Two.", "limits": "Many."}


def test_sections_of_the_same_name_are_one() -> None:
    assert read_datacard(b"## Limits\nOne.\n## Limits\nTwo.\n").sections == {"limits": "One.\nTwo."}


def test_a_hash_between_fences_is_no_heading() -> None:
    assert read_datacard(b"## Origin\n```\n# comment\n```\n").sections == {"origin": "```\n# comment\n```"}


def test_it_drops_a_byte_order_mark() -> None:
    assert list(read_datacard(b"\xef\xbb\xbf## Origin\nHere.\n").sections) == ["origin"]


@pytest.mark.parametrize(("data", "place"), [(b"caf\xe9", "byte 3"), (b"a\0b", None)])
def test_it_refuses_what_is_no_text(data: bytes, place: str | None) -> None:
    with pytest.raises(Unreadable) as refused:
        read_datacard(data)
    assert refused.value.place == place
