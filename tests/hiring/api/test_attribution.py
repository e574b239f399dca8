"""An answer can be traced to the datasets behind it, and to what they cost."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from django.test import Client

from hiring.market.models import Licence, UsageEvent, World
from tests.fixtures.market import license_to
from tests.hiring.market.test_races import use_of

USAGE = "/api/v1/usage"
ADDRESS = "/api/v1/usage/attribution"


@pytest.fixture
def strikes(world: World) -> Licence:
    """A licence of the exercise, paid per inference."""
    return license_to(world, "wildlife-strikes", pricing_model="per_inference")


def event(licence: Licence, event_id: str, quantity: int, **changes: str) -> dict[str, object]:
    use = use_of(licence, event_id=event_id)
    return {**asdict(use), "kind": "retrieval", "inference": "answer-7", "quantity": quantity, **changes}


def report(pipeline: Client, *events: dict[str, object]) -> int:
    return pipeline.post(USAGE, {"events": events}, content_type="application/json").status_code


def test_an_answer_names_the_datasets_behind_it_and_their_shares(pipeline: Client, strikes: Licence) -> None:
    airports = license_to(strikes.world, "airport-directory", pricing_model="per_request")
    events = [event(strikes, "a", 1), event(strikes, "b", 2), event(airports, "c", 9)]
    assert report(pipeline, *events, event(strikes, "d", 5, inference="answer-8")) == 201
    assert report(pipeline, *events) == 201
    found = pipeline.get(ADDRESS, {"inference": "answer-7"}).json()
    paid = 3 * strikes.offer.price_micro
    assert (found["retrieved"], found["charged_micro"]) == (12, paid)
    assert [tuple(line.values()) for line in found["datasets"]] == [
        ("airport-directory", 1, 9, 0.75, 0),
        ("wildlife-strikes", 2, 3, 0.25, paid),
    ]


def test_the_trail_says_which_inference_a_retrieval_served(pipeline: Client, strikes: Licence) -> None:
    assert report(pipeline, event(strikes, "a", 1)) == 201
    [told] = [entry for entry in pipeline.get("/api/v1/trail").json()["entries"] if entry["kind"] == "usage.reported"]
    assert told["facts"]["inference"] == "answer-7"


def test_only_a_retrieval_names_an_inference(pipeline: Client, strikes: Licence) -> None:
    assert report(pipeline, event(strikes, "a", 1), event(strikes, "b", 1, kind="inference")) == 422
    assert not UsageEvent.objects.exists()


def test_an_inference_of_another_attempt_is_none(pipeline: Client, other_pipeline: Client, strikes: Licence) -> None:
    assert report(pipeline, event(strikes, "a", 1)) == 201
    answer = other_pipeline.get(ADDRESS, {"inference": "answer-7"})
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:assay:problem:no_such_inference")
