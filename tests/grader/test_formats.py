"""The published formats: sound schemas, read through one strict door that never echoes a value."""

from __future__ import annotations

import json
from importlib.resources import files

import jsonschema
import pytest

from grader.errors import Unreadable
from grader.formats import pointer_of, read_format, read_json
from grader.licences import USE_CASES

FORMATS = sorted(path.name for path in files("grader.formats").iterdir() if path.name.endswith(".json"))


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_a_sound_schema_that_fetches_nothing(name: str) -> None:
    text = files("grader.formats").joinpath(name).read_text("utf-8")
    schema = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert '"$ref": "http' not in text
    assert schema["$id"] == f"urn:assay:format:{name.removesuffix('.json').replace('.', ':')}"


def test_a_listing_names_the_use_cases_that_a_wish_may_name() -> None:
    listing = json.loads(files("grader.formats").joinpath("listing.v1.json").read_bytes())
    assert listing["$defs"]["use_cases"]["items"]["enum"] == [*USE_CASES]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xff", "not UTF-8"),
        (b"{", "not JSON"),
        (b'{"a": 1, "a": 2}', "'a' stands twice"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": 1e999}', "1e999"),
        (b'{"a": "\\ud800"}', "surrogate"),
        (b"[" * 100_000, "nested"),
        (b" " * 101, "101 bytes"),
    ],
)
def test_it_refuses_json_that_readers_disagree_about(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_json(data, file="x.json", limit=len(data) if len(data) != 101 else 100)


def test_a_refusal_never_echoes_the_value() -> None:
    with pytest.raises(Unreadable) as refusal:
        read_format("rubric.v1", b'{"version": "s3cr3t", "criteria": [], "pass_mark": 1}', file="rubric.json")
    assert "s3cr3t" not in str(refusal.value)
    assert "more fault" in str(refusal.value)


def test_a_document_that_is_no_object_is_refused() -> None:
    with pytest.raises(Unreadable, match=r"rubric\.json at /"):
        read_format("rubric.v1", b"[]", file="rubric.json")


def test_a_pointer_escapes_what_the_standard_says() -> None:
    assert pointer_of(["a/b", 0, "c~d"]) == "/a~1b/0/c~0d"
    assert pointer_of([]) == "/"
