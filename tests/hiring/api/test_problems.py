"""What nobody foresaw is answered as a problem like every other, is logged, and tells nothing of itself."""

from __future__ import annotations

import pytest
from django.test import Client

SECRET = "what must not be told"


def break_down(*_: object, **__: object) -> None:
    raise ZeroDivisionError(SECRET)


@pytest.fixture
def broken(pipeline: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Alice's pipeline, at a market that breaks down when its datasets are looked at."""
    monkeypatch.setattr("hiring.api.views.datasets.search_datasets", break_down)
    return pipeline


def test_a_fault_of_ours_is_a_problem_without_details(broken: Client, caplog: pytest.LogCaptureFixture) -> None:
    broken.raise_request_exception = False
    answer = broken.get("/api/v1/datasets")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert answer.json()["type"] == "urn:assay:problem:server_error"
    assert SECRET not in answer.content.decode()
    assert "/api/v1/datasets" in caplog.text


def test_a_fault_of_ours_is_still_raised_where_tests_can_see_it(broken: Client) -> None:
    with pytest.raises(ZeroDivisionError):
        broken.get("/api/v1/datasets")
