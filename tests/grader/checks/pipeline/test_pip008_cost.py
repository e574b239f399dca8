"""PIP008 holds what was spent against the budget of the brief."""

from __future__ import annotations

from pathlib import Path

from grader.check import Measured
from grader.checks.pipeline.pip008_cost import PIP008
from grader.finding import Severity
from tests.grader.evidence import Market
from tests.grader.factories import hand_in


def ask(tmp_path: Path, market: Market, *, budget_micro: int = 50_000_000) -> Measured:
    measured = PIP008.run(hand_in(tmp_path, brief={"budget_micro": budget_micro}).inputs(trail=market.trail()))
    assert isinstance(measured, Measured)
    return measured


def test_it_passes_what_stays_within_the_budget(tmp_path: Path) -> None:
    market = Market()
    licence = market.license()
    market.charge(licence, 50_000_000)
    market.serve(licence)
    measured = ask(tmp_path, market)
    assert measured.measure == 1
    assert measured.summary == "50.00 of 50.00 credits were spent."


def test_it_counts_what_went_beyond_the_budget(tmp_path: Path) -> None:
    market = Market()
    licence = market.license()
    market.serve(licence)
    market.charge(licence, 30_000_000)
    beyond = market.charge(licence, 10_000_000)
    measured = ask(tmp_path, market, budget_micro=30_000_000)
    assert measured.measure == 0.75
    assert measured.findings[0].place.entries == (beyond,)
    assert measured.findings[0].limit == "30.00 credits"


def test_it_notes_what_was_paid_for_and_never_fetched(tmp_path: Path) -> None:
    market = Market()
    market.charge(market.license(listing="county-habitat"), 48_000_000)
    measured = ask(tmp_path, market)
    assert measured.measure == 1
    assert [finding.severity for finding in measured.findings] == [Severity.NOTE]
    assert "48.00 credits were paid for county-habitat" in measured.findings[0].message


def test_spending_nothing_is_within_any_budget(tmp_path: Path) -> None:
    assert ask(tmp_path, Market(), budget_micro=0).measure == 1
