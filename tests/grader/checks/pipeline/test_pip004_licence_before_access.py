"""PIP004 looks at every request for data and asks whether a licence was in force."""

from __future__ import annotations

from pathlib import Path

from grader.check import Measured
from grader.checks.pipeline.pip004_licence_before_access import PIP004
from grader.finding import Severity
from tests.grader.evidence import Licensed, Market
from tests.grader.factories import hand_in


def ask(tmp_path: Path, market: Market) -> Measured:
    measured = PIP004.run(hand_in(tmp_path).inputs(trail=market.trail()))
    assert isinstance(measured, Measured)
    return measured


def refuse(market: Market, licence: Licensed) -> int:
    return market.record("access.refused", licence=licence.name, reason="licence_revoked")


def test_it_passes_what_was_fetched_under_a_licence(tmp_path: Path) -> None:
    market = Market()
    market.serve(market.license())
    assert ask(tmp_path, market).measure == 1


def test_an_artefact_is_fetched_under_the_licence_of_its_source(tmp_path: Path) -> None:
    market = Market()
    licence = market.license()
    market.transform(licence, b"a,b\n")
    assert ask(tmp_path, market).measure == 1
    market.revoke(licence)
    late = market.transform(licence, b"a,b\n")
    measured = ask(tmp_path, market)
    assert (measured.measure, measured.findings[0].place.entries) == (0.5, (late,))


def test_bytes_after_a_revocation_are_out_of_order(tmp_path: Path) -> None:
    market = Market()
    licence = market.license()
    market.serve(licence)
    market.revoke(licence)
    late = market.serve(licence)
    measured = ask(tmp_path, market)
    assert measured.measure == 0.5
    assert measured.findings[0].place.entries == (late,)


def test_bytes_under_an_expired_licence_are_out_of_order(tmp_path: Path) -> None:
    market = Market()
    market.serve(market.license(hours=0))
    assert ask(tmp_path, market).measure == 0


def test_bytes_under_a_licence_that_came_later_are_out_of_order(tmp_path: Path) -> None:
    market, later = Market(), Market()
    licence = later.license()
    market.serve(licence)
    market.license()
    assert ask(tmp_path, market).measure == 0


def test_being_told_of_a_revocation_says_nothing_and_asking_again_is_noted(tmp_path: Path) -> None:
    market = Market()
    licence = market.license()
    market.serve(licence)
    market.revoke(licence)
    refuse(market, licence)
    assert ask(tmp_path, market).findings == ()
    again = refuse(market, licence)
    measured = ask(tmp_path / "again", market)
    assert measured.measure == 1
    assert [(one.severity, one.place.entries) for one in measured.findings] == [(Severity.NOTE, (again,))]


def test_a_refusal_of_bytes_counts_with_those_of_access_under_the_same_licence(tmp_path: Path) -> None:
    market = Market()
    licence = market.license()
    market.serve(licence)
    market.revoke(licence)
    refuse(market, licence)
    again = market.record("bytes.refused", licence=licence.name, reason="licence_revoked", status=403)
    market.record("bytes.refused", licence="another", reason="licence_revoked", status=403)
    assert [one.place.entries for one in ask(tmp_path, market).findings] == [(again,)]


def test_a_refusal_that_names_no_licence_is_held_against_none(tmp_path: Path) -> None:
    market = Market()
    market.serve(market.license())
    for _ in range(2):
        market.record("bytes.refused", reason="licence_revoked", status=403)
    assert ask(tmp_path, market).findings == ()


def test_a_refusal_for_another_reason_is_in_order(tmp_path: Path) -> None:
    market = Market()
    licence = market.license()
    for _ in range(2):
        market.record("access.refused", licence=licence.name, reason="overdrawn")
        market.record("bytes.refused", reason="url_expired", status=403)
    market.serve(licence)
    measured = ask(tmp_path, market)
    assert (measured.measure, measured.findings) == (1, ())


def test_nothing_fetched_fails_however_often_it_was_asked_for(tmp_path: Path) -> None:
    market = Market()
    market.record("access.refused", licence=market.license().name, reason="overdrawn")
    measured = ask(tmp_path, market)
    assert measured.measure == 0
    assert "no dataset fetched" in measured.findings[0].message
