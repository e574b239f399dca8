"""PIP009 holds what the manifest says of private training against the terms that demand it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grader.check import Measured, NotAsked
from grader.checks.pipeline.pip009_privacy import PIP009
from grader.digests import canonical
from tests.grader.evidence import TERMS, Market, make_model, source_of
from tests.grader.factories import hand_in

STRICT = {**TERMS, "privacy": {"requires_dp": True, "max_epsilon": 3.0, "max_delta": 1e-05}}
SILENT = {"differentially_private": False, "statement": "No personal data is used."}


def private(epsilon: float, delta: float) -> dict[str, Any]:
    return {"differentially_private": True, "epsilon": epsilon, "delta": delta, "statement": "Trained with noise."}


def ask(tmp_path: Path, market: Market, privacy: dict[str, Any], *, named: int = 2) -> Measured | NotAsked:
    """Ask of a model made from the first licences of ``market``."""
    model = make_model(*(source_of(licence) for licence in market.licences[:named]), privacy=privacy)
    return PIP009.run(hand_in(tmp_path, files={"model.json": canonical(model)}).inputs(trail=market.trail()))


@pytest.fixture
def market() -> Market:
    """One licence that demands nothing, and one that demands private training."""
    market = Market()
    market.license()
    market.license(b"x\n1\n", listing="health-visits", terms=STRICT)
    return market


def test_where_no_licence_demands_it_nothing_is_asked(tmp_path: Path, market: Market) -> None:
    assert isinstance(ask(tmp_path, market, SILENT, named=1), NotAsked)


def test_it_passes_training_within_what_the_terms_allow(tmp_path: Path, market: Market) -> None:
    measured = ask(tmp_path, market, private(3.0, 1e-6))
    assert isinstance(measured, Measured)
    assert (measured.measure, measured.findings) == (1, ())


@pytest.mark.parametrize(
    ("privacy", "said"),
    [
        (SILENT, "The manifest states no such training."),
        ({**SILENT, "epsilon": 1.0, "delta": 1e-6}, "The manifest states no such training."),
        (private(3.1, 1e-6), "The manifest states epsilon 3.1 and delta 1e-06."),
        (private(1.0, 1e-4), "The manifest states epsilon 1 and delta 0.0001."),
    ],
    ids=["silent", "not trained so", "epsilon", "delta"],
)
def test_it_says_what_the_terms_demand_and_the_manifest_states(
    tmp_path: Path, market: Market, privacy: dict[str, Any], said: str
) -> None:
    measured = ask(tmp_path, market, privacy)
    assert isinstance(measured, Measured)
    [finding] = measured.findings
    assert measured.measure == 0
    assert finding.message.startswith("The terms of health-visits are not met")
    assert "epsilon at most 3, delta at most 1e-05" in finding.message
    assert finding.message.endswith(said)
    assert [market.entries[entry - 1]["kind"] for entry in finding.place.entries] == ["licence.issued"]


def test_leaving_the_dataset_out_of_the_manifest_is_no_way_round(tmp_path: Path, market: Market) -> None:
    market.report_usage(market.licences[1])
    measured = ask(tmp_path, market, SILENT, named=1)
    assert isinstance(measured, Measured)
    assert measured.measure == 0


def test_data_that_were_licensed_and_not_trained_on_demand_nothing(tmp_path: Path, market: Market) -> None:
    market.serve(market.licences[1])
    market.report_usage(market.licences[1], model="another-model")
    assert isinstance(ask(tmp_path, market, SILENT, named=1), NotAsked)
