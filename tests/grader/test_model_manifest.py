"""A model manifest is read by its published format and believed when its own key signed exactly it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from grader.attestation import NotGenuine
from grader.errors import Unreadable
from grader.model_manifest import ModelManifest, parse_model, verify_model
from tests.grader.evidence import CHARLIE, Market, make_model, public, source_of


def read(document: dict[str, Any]) -> ModelManifest:
    return parse_model(json.dumps(document).encode())


def make_document(**changed: Any) -> dict[str, Any]:
    return make_model(source_of(Market().license()), **changed)


def test_it_reads_the_datasets_and_the_training() -> None:
    model = read(make_document())
    assert [source.listing for source in model.sources] == ["wildlife-strikes"]
    assert model.training.features == ("species", "speed_knots")
    verify_model(model)


def test_layout_does_not_matter_to_the_signature() -> None:
    verify_model(parse_model(json.dumps(make_document(), indent=4, sort_keys=True).encode()))


def test_it_refuses_a_manifest_changed_after_signing() -> None:
    with pytest.raises(NotGenuine, match="another document"):
        verify_model(read({**make_document(), "metrics": {"roc_auc": 0.99}}))


def test_it_refuses_a_signature_by_another_key_than_it_names() -> None:
    other = public({**CHARLIE, "kid": "run-1"})["keys"][0]
    with pytest.raises(NotGenuine, match="changed after signing"):
        verify_model(read({**make_document(), "key": other}))


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"datasets": []}, "/datasets"),
        ({"metrics": {"roc_auc": "high"}}, "/metrics/roc_auc"),
        ({"privacy": {"differentially_private": True, "statement": "Yes."}}, "/privacy"),
        ({"privacy": {"differentially_private": False, "statement": ""}}, "/privacy/statement"),
        ({"unknown": 1}, "/"),
    ],
)
def test_it_names_the_place_of_the_first_fault(changed: dict[str, Any], place: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(make_document(**changed))
    assert refused.value.place == place


def test_it_refuses_a_private_key_and_does_not_repeat_it() -> None:
    with pytest.raises(Unreadable) as refused:
        read({**make_document(), "key": CHARLIE})
    assert CHARLIE["d"] not in str(refused.value)


def test_it_accepts_members_of_ones_own() -> None:
    verify_model(read(make_document(**{"x-hours": 3})))
