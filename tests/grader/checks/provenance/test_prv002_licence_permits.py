"""PRV002 holds the terms of what was fetched against what the brief wants."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grader.check import Measured
from grader.checks.provenance.prv002_licence_permits import PRV002
from tests.grader.evidence import TERMS, Market
from tests.grader.factories import hand_in


def ask(tmp_path: Path, *, terms: dict[str, Any] | None = None, **asked: Any) -> Measured:
    """Ask of a bundle whose candidate fetched a second dataset under other terms or for another use."""
    market = Market()
    if terms or asked:
        market.serve(market.license(b"x\n1\n", listing="weather", terms={**TERMS, **(terms or {})}, **asked))
    measured = PRV002.run(hand_in(tmp_path, market=market).inputs())
    assert isinstance(measured, Measured)
    return measured


def test_it_passes_terms_that_permit_the_use(tmp_path: Path) -> None:
    assert ask(tmp_path).measure == 1


@pytest.mark.parametrize(
    ("terms", "clause"),
    [
        ({"permitted_use_cases": ["research-training"]}, "use_case"),
        ({"regions": ["US"]}, "region"),
        ({"retention_days": 30}, "retention"),
        ({"opt_outs": ["safety-model-training"]}, "opt_outs"),
    ],
)
def test_it_names_the_clause_that_refuses(tmp_path: Path, terms: dict[str, Any], clause: str) -> None:
    measured = ask(tmp_path, terms=terms)
    assert measured.measure == 0.5
    assert [f"({clause})" in finding.message for finding in measured.findings] == [True]


@pytest.mark.parametrize(
    "asked",
    [{"use_case": "research-training"}, {"region": "US"}, {"retention_days": 30}],
    ids=["use", "region", "days"],
)
def test_it_refuses_a_licence_obtained_for_another_use(tmp_path: Path, asked: dict[str, Any]) -> None:
    measured = ask(tmp_path, **asked)
    assert measured.measure == 0.5
    assert len(measured.findings[0].place.entries) == 2


def test_asking_to_keep_data_for_longer_than_needed_is_no_fault(tmp_path: Path) -> None:
    assert ask(tmp_path, retention_days=120).measure == 1


def test_nothing_fetched_permits_nothing(tmp_path: Path) -> None:
    measured = PRV002.run(hand_in(tmp_path).inputs(trail=Market().trail()))
    assert isinstance(measured, Measured)
    assert measured.measure == 0
    assert "no dataset fetched" in measured.findings[0].message
