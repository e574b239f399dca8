"""A pipeline asks what its plan would cost before it licenses anything."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client


def ask(client: Client, plan: dict[str, Any], **headers: str) -> Any:
    body = {"dataset": "wildlife-strikes", "plan": plan}
    return client.post("/api/v1/quotes", body, content_type="application/json", headers=headers)


def test_a_plan_is_priced_each_way_and_at_each_rise(pipeline: Client) -> None:
    quote = ask(pipeline, {"gigabytes": 0.1, "fine_tunes": 2, "inferences": 100}).json()
    assert quote["plan"]["bytes"] == 100_000_000
    [tuned] = [one for one in quote["models"] if one["pricing_model"] == "per_fine_tune"]
    planned, retrieval = tuned["alternatives"][:2]
    assert [one["licence_micro"] for one in planned["scenarios"]] == [24_000_000, 31_200_000, 48_000_000, 144_000_000]
    assert retrieval["way"] == "retrieval"
    assert retrieval["scenarios"][3]["difference_micro"] == -144_000_000 - 2 * 2_000_000


def test_a_quote_repeated_under_its_key_stands_in_the_trail_once(pipeline: Client) -> None:
    first = ask(pipeline, {}, **{"Idempotency-Key": "one"}).json()
    assert ask(pipeline, {}, **{"Idempotency-Key": "one"}).json() == first
    kinds = [entry["kind"] for entry in pipeline.get("/api/v1/trail").json()["entries"]]
    assert kinds.count("quote.made") == 1


@pytest.mark.parametrize("plan", [{"fine_tunes": -1}, {"gigabytes": 0}, {"gigabytes": "1e-12"}, {"requests": 1.5}])
def test_a_plan_that_nobody_can_carry_out_is_refused_with_its_place(pipeline: Client, plan: dict[str, Any]) -> None:
    answer = ask(pipeline, plan)
    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.json()["errors"]] == [f"/plan/{name}" for name in plan]
