"""PRV003 believes a licence token that the market gave to this attempt and that had not lapsed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from grader.check import Measured
from grader.checks.provenance.prv003_licence_token import PRV003
from grader.inputs import Inputs
from tests.grader.evidence import CHARLIE, Market
from tests.grader.factories import hand_in


def ask(inputs: Inputs) -> Measured:
    measured = PRV003.run(inputs)
    assert isinstance(measured, Measured)
    return measured


def ask_with(tmp_path: Path, token: str | None, *, market: Market | None = None) -> Measured:
    return ask(hand_in(tmp_path, market=market, manifest={"license_token": token}).inputs())


def test_it_believes_the_token_the_market_gave(tmp_path: Path) -> None:
    assert ask(hand_in(tmp_path).inputs()).measure == 1


def test_it_asks_for_a_token(tmp_path: Path) -> None:
    measured = ask_with(tmp_path, None)
    assert measured.measure == 0
    assert measured.findings[0].place.pointer == "/license_token"


def test_it_refuses_a_token_of_a_stranger(tmp_path: Path) -> None:
    assert "not one of the trusted keys" in ask_with(tmp_path, Market(key=CHARLIE).license().token).summary


def test_it_refuses_a_foreign_attempts_token(tmp_path: Path) -> None:
    other = Market(attempt="00000000-0000-4000-8000-000000000000").license().token
    measured = ask_with(tmp_path, other)
    assert measured.measure == 0
    assert "another attempt" in measured.summary


def test_it_refuses_a_token_that_the_trail_does_not_know(tmp_path: Path) -> None:
    unheard = Market()
    for _ in range(3):
        token = unheard.license().token
    assert "nowhere in this attempt's trail" in ask_with(tmp_path, token).summary


def test_it_refuses_the_token_of_another_dataset(tmp_path: Path) -> None:
    market = Market()
    token = market.license(b"x\n1\n", listing="weather").token
    measured = ask_with(tmp_path, token, market=market)
    assert "for weather" in measured.summary
    assert measured.findings[0].place.entries == (3,)


def test_it_refuses_an_edited_token_without_repeating_it(tmp_path: Path) -> None:
    token = Market().license().token
    header, claims, signature = token.split(".")
    measured = ask_with(tmp_path, f"{header}.{claims[:-4]}AAAA.{signature}")
    assert measured.measure == 0
    assert signature not in measured.summary


def test_a_revoked_licence_counts_half(tmp_path: Path) -> None:
    market = Market()
    case = hand_in(tmp_path, market=market)
    revoked = market.revoke(market.licences[0])
    measured = ask(case.inputs(trail=market.trail()))
    assert measured.measure == 0.5
    assert revoked in measured.findings[0].place.entries


def test_an_expired_token_counts_half(tmp_path: Path) -> None:
    market = Market()
    case = hand_in(tmp_path, market=market)
    market.now += timedelta(days=30)
    measured = ask(case.inputs(trail=market.trail()))
    assert measured.measure == 0.5
    assert "it ended at 2026-11-05" in measured.summary
