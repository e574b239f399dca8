"""What two readers of JSON could disagree about, or could not read to its end, is refused at every address alike."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from rest_framework.parsers import JSONParser

from hiring.api.parsers import StrictJsonParser
from hiring.api.urls import market

JSON = "application/json"
READERS_OF_JSON = (
    "datasets/wildlife-strikes/offers",
    "keys",
    "lineage",
    "models",
    "quotes",
    "submissions",
    "edge/transforms",
    "usage",
    "webhooks",
)
UNFIT = {
    '{"a": ' + "[" * 990 + "]" * 990 + "}": "nested more than 32 deep",
    '{"a": 1, "a": 2}': "stands twice in one object",
    '{"a": NaN}': "NaN is not a JSON number",
    '{"a": 9007199254740993}': "beyond 2^53 - 1",
    '{"a": "\\ud800"}': "half of a surrogate pair",
    "{": "The body is not JSON",
}


@pytest.mark.parametrize("path", READERS_OF_JSON)
def test_unfit_json_is_refused_with_its_reason(pipeline: Client, path: str) -> None:
    for body, reason in UNFIT.items():
        answer = pipeline.post(f"/api/v1/{path}", body, content_type=JSON)
        assert (answer.status_code, answer.json()["type"]) == (400, "urn:assay:problem:parse_error"), body[:40]
        assert reason in answer.json()["detail"]


def test_no_address_reads_json_in_another_way() -> None:
    views: list[Any] = [pattern.callback for pattern in market]
    parsers = {parser for view in views for parser in view.view_class.parser_classes}
    assert StrictJsonParser in parsers
    assert not any(issubclass(parser, JSONParser) for parser in parsers)
