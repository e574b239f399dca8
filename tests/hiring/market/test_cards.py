"""A card and its data from strangers' hands: whatever is odd is refused with what, where and the remedy."""

from __future__ import annotations

import io
from typing import Any

import pytest

from hiring.lib.refused import Refused
from hiring.market.cards import read_card
from hiring.market.row_counts import count_rows
from tests.hiring.market.publishing import card_of, document_of, rows_of

COLUMNS = ("strike_id", "species")
JSON_LINES = "application/x-ndjson"

HOSTILE: list[tuple[Any, str]] = [
    (b"[]", "listing at /"),
    (b'{"version": 1', "It is not JSON"),
    (b'{"a":' * 40 + b"1" + b"}" * 40, "nested more than 32 deep"),
    (b" " * 300_000, "The limit is 262,144 bytes"),
    ({"slug": "Strikes"}, "listing at /slug"),
    ({"title": "x" * 161}, "listing at /title: It has 161 characters. Say it in 160 or fewer."),
    ({"creator": " \u00a0"}, "listing at /creator: It has no letter and no digit."),
    ({"creator": "Alice\u200b"}, "listing at /creator: It holds U+200B, which nobody can see."),
    ({"creator": "\u202eksed"}, "listing at /creator: It holds U+202E"),
    ({"creator": "Alice\u3164"}, "listing at /creator: It holds U+3164"),
    ({"title": "Strikes\nby day"}, "listing at /title: It holds U+000A"),
    ({"title": "  "}, "listing at /title: It has no letter and no digit."),
    ({"domain": "-"}, "listing at /domain: It has no letter and no digit."),
    ({"slug": "strikes\n"}, "listing at /slug"),
    ({"description": "a\0b"}, "It holds a NUL character"),
    ({"rows": 3.0}, "listing at /rows: It is written with a fraction"),
    ({"pricing": {"per_request": 10**13}}, "listing at /pricing/per_request: It is 10,000,000,000,000 micro-units."),
    ({"terms": {"licence": "Mine"}}, "listing at /terms/licence: Mine is neither an SPDX identifier"),
    ({"terms": {"regions": ["US", "Mars"]}}, "listing at /terms/regions: 'Mars' is no region. Write an ISO 3166-1"),
    ({"terms": {"regions": ["UK"]}}, "listing at /terms/regions: 'UK' is no region. Did you mean GB?"),
    ({"source_uri": "https://169.254.169.254/latest"}, "listing at /source_uri: The host is unknown, or not on the"),
    ({"source_uri": "https://[64:ff9b::a00:1]/"}, "listing at /source_uri: The host is unknown, or not on the"),
    ({"source_uri": "https://db.internal/"}, "listing at /source_uri: The host is unknown, or not on the"),
    ({"file": {"name": "../key.pem"}}, "listing at /file/name: It is a path."),
    ({"key": ["pilot"]}, "listing at /key: It names a column that the listing doesn't describe."),
]


DATA: list[tuple[str, bytes, str]] = [
    ("text/csv", b"", "Its first line doesn't name the columns"),
    ("text/csv", b"species,strike_id\nGull,1\n", "in their order: strike_id,species"),
    ("text/csv", b"strike_id,species\n", "It holds no row."),
    ("text/csv", b"strike_id,species\n1,Gull,2\n", "Row 1, which ends on line 2, has 3 cells instead of 2"),
    ("text/csv", b"strike_id,species\n1,\xff\n", "Line 2 is not UTF-8"),
    ("text/csv", b"strike_id,species\n1,\0\n", "Line 2 holds a NUL character"),
    ("text/csv", b'strike_id,species\n1,"Gull\n', "is not CSV"),
    ("text/csv", b"strike_id,species\n1," + b"x" * 200_000, "is not CSV"),
    ("text/csv", b"strike_id,species\n1," + b"x" * (1 << 20), "Line 2 is longer than 1,048,576 bytes"),
    (JSON_LINES, b'{"strike_id": "1", "pilot": "Bob"}\n', "Line 1 has a 'pilot', which the listing has no column for."),
    (JSON_LINES, b'{"strike_id": "1"}\n\n', "Line 2 is not JSON"),
    (JSON_LINES, b"[1]\n", "Line 1 is not a JSON object."),
    (JSON_LINES, b'{"strike_id": "1", "strike_id": "2"}\n', "Line 1 can't be read: The name 'strike_id' stands twice"),
    ("application/vnd.apache.parquet", b"PAR1", "Parquet can't be counted here"),
]


@pytest.mark.parametrize(("change", "said"), HOSTILE)
def test_a_hostile_card_is_refused(change: Any, said: str) -> None:
    document = change if isinstance(change, bytes) else document_of(card_of(rows_of(3), **change))
    with pytest.raises(Refused) as refusal:
        read_card(document)
    assert said in refusal.value.sentence


@pytest.mark.parametrize(("media_type", "data", "said"), DATA)
def test_data_that_readers_could_disagree_about_are_refused(media_type: str, data: bytes, said: str) -> None:
    with pytest.raises(Refused) as refusal:
        count_rows(io.BytesIO(data), media_type=media_type, columns=COLUMNS)
    assert said in refusal.value.sentence


def test_rows_are_counted_and_not_lines() -> None:
    quoted = b'strike_id,species\r\n1,"Gull,\r\nlarge"\r\n2,Crow\r\n'
    assert count_rows(io.BytesIO(quoted), media_type="text/csv", columns=COLUMNS) == 2
    lines = b'{"strike_id": "1"}\n{"strike_id": "2", "species": null}'
    assert count_rows(io.BytesIO(lines), media_type=JSON_LINES, columns=COLUMNS) == 2


def test_a_card_that_is_sound_is_read_as_it_is() -> None:
    assert read_card(document_of(card_of(rows_of(3)))) == card_of(rows_of(3))


def test_names_are_kept_without_blanks_around_them_and_with_one_between() -> None:
    card = read_card(document_of(card_of(rows_of(3), creator=" Alice\u00a0\u2003Data ", title="Strikes  by day ")))
    assert (card["creator"], card["title"]) == ("Alice Data", "Strikes by day")
