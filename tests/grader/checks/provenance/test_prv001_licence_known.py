"""PRV001 asks for licences with a name that the brief allows."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.check import Measured
from grader.checks.provenance.prv001_licence_known import PRV001
from tests.grader.evidence import TERMS, Market
from tests.grader.factories import hand_in


def ask(tmp_path: Path, market: Market, **brief: object) -> Measured:
    measured = PRV001.run(hand_in(tmp_path, market=market, brief=brief).inputs(trail=market.trail()))
    assert isinstance(measured, Measured)
    return measured


def fetch(market: Market, licence: str) -> int:
    """Fetch one more dataset under ``licence`` and return the entry that issued it."""
    held = market.license(b"x\n1\n", listing="airport-directory", terms={**TERMS, "licence": licence})
    market.serve(held)
    return len(market.entries) - 1


def test_it_passes_a_licence_that_the_brief_allows(tmp_path: Path) -> None:
    assert ask(tmp_path, Market()).measure == 1


def test_it_counts_a_licence_that_the_brief_does_not_allow(tmp_path: Path) -> None:
    market = Market()
    issued = fetch(market, "LicenseRef-Assay-ResearchOnly-1.0")
    measured = ask(tmp_path, market)
    assert measured.measure == 0.5
    assert measured.findings[0].place.entries == (issued,)
    assert "LicenseRef-Assay-ResearchOnly-1.0, which is none of those the brief allows" in measured.findings[0].message


@pytest.mark.parametrize(("expression", "measure"), [("MIT OR CC0-1.0", 1.0), ("MIT AND CC0-1.0", 0.5)])
def test_a_choice_needs_one_side_and_a_sum_needs_both(tmp_path: Path, expression: str, measure: float) -> None:
    market = Market()
    fetch(market, expression)
    assert ask(tmp_path, market).measure == measure


def test_it_says_when_a_licence_has_no_known_name(tmp_path: Path) -> None:
    market = Market()
    fetch(market, "free for all")
    assert "can't be named" in ask(tmp_path, market).findings[0].message


def test_a_licence_that_was_not_put_to_use_does_not_count(tmp_path: Path) -> None:
    market = Market()
    market.license(b"x\n1\n", terms={**TERMS, "licence": "GPL-3.0-only"})
    assert ask(tmp_path, market).measure == 1


def test_rows_from_nowhere_have_no_licence(tmp_path: Path) -> None:
    measured = PRV001.run(hand_in(tmp_path).inputs(trail=Market().trail()))
    assert isinstance(measured, Measured)
    assert measured.measure == 0
    assert "no dataset fetched" in measured.findings[0].message


def test_where_nothing_was_fetched_it_cites_what_was_licensed_and_refused_instead(tmp_path: Path) -> None:
    market = Market()
    licence = market.license()
    refused = market.record("bytes.refused", licence=licence.name, reason="url_expired", status=403)
    measured = PRV001.run(hand_in(tmp_path).inputs(trail=market.trail()))
    assert isinstance(measured, Measured)
    assert measured.findings[0].place.entries == (refused - 1, refused)
