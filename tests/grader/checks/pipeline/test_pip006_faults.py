"""PIP006 looks at every fault that was played and at what the pipeline did next."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from grader.check import Measured, NotAsked
from grader.checks.pipeline.pip006_faults import PIP006
from tests.grader.evidence import Licensed, Market
from tests.grader.factories import hand_in

DATA = b"a,b\n" + b"1,2\n" * 50


def ask(tmp_path: Path, market: Market) -> Measured:
    measured = PIP006.run(hand_in(tmp_path).inputs(trail=market.trail()))
    assert isinstance(measured, Measured)
    return measured


def play(market: Market, kind: str, *, subject: str = "", retry_after: int = 0, fault: str = "") -> int:
    asked = {"route": "access", "ordinal": 1, "subject": subject}
    entry = market.record("fault.played", fault=fault or kind, kind=kind, retry_after=retry_after, **asked)
    market.now -= timedelta(minutes=1)
    return entry


def come_back(market: Market, kind: str, *, after: float, subject: str = "") -> int:
    market.now += timedelta(seconds=after)
    entry = market.record("fault.followed", fault=kind, route="access", ordinal=2, subject=subject)
    market.now -= timedelta(minutes=1)
    return entry


def refuse(market: Market, licence: Licensed) -> int:
    return market.record("access.refused", licence=licence.name, reason="licence_revoked")


def test_a_market_without_faults_asks_nothing(tmp_path: Path) -> None:
    market = Market()
    market.serve(market.license())
    assert isinstance(PIP006.run(hand_in(tmp_path).inputs(trail=market.trail())), NotAsked)


def test_it_passes_who_waits_as_long_as_the_market_asks(tmp_path: Path) -> None:
    market = Market()
    play(market, "too_many_requests", retry_after=2)
    come_back(market, "too_many_requests", after=2)
    assert ask(tmp_path, market).measure == 1


def test_who_comes_back_too_early_after_a_429_is_told_when(tmp_path: Path) -> None:
    market = Market()
    played = play(market, "too_many_requests", retry_after=2, fault="too-soon")
    again = come_back(market, "too-soon", after=0.4)
    measured = ask(tmp_path, market)
    assert measured.measure == 0
    [finding] = measured.findings
    assert finding.message.startswith("too-soon: after a 429 (access)")
    assert "asked again after 0.4 s, where Retry-After said 2 s" in finding.message
    assert finding.place.entries == (played, again)


def test_who_never_comes_back_after_a_429_did_not_handle_it(tmp_path: Path) -> None:
    market = Market()
    play(market, "too_many_requests", retry_after=1, subject="one")
    come_back(market, "too_many_requests", after=1, subject="another")
    assert "never asked again" in ask(tmp_path, market).findings[0].message


@pytest.mark.parametrize(("waits", "measure"), [((0.5, 1, 2), 1), ((0, 0.6, 1.2), 1), ((0.2, 0.2, 0.2), 0)])
def test_a_burst_of_503_takes_pauses_and_not_hammering(tmp_path: Path, waits: tuple[float, ...], measure: int) -> None:
    market = Market()
    for wait in waits:
        play(market, "unavailable")
        come_back(market, "unavailable", after=wait)
    assert ask(tmp_path, market).measure == measure


def test_giving_up_within_a_burst_of_503_is_not_handling_it(tmp_path: Path) -> None:
    market = Market()
    play(market, "unavailable")
    come_back(market, "unavailable", after=1)
    play(market, "unavailable")
    assert "gave up asking" in ask(tmp_path, market).findings[0].message


def test_a_cut_download_is_handled_by_the_rest_of_it_or_by_all_of_it(tmp_path: Path) -> None:
    for name, first in (("rest", 100), ("all", 0)):
        market = Market()
        licence = market.license(DATA)
        play(market, "connection_cut", subject=licence.digest)
        market.serve(licence, first=0, last=99)
        market.serve(licence, first=first, last=licence.size - 1)
        assert ask(tmp_path / name, market).measure == 1


def test_half_a_file_is_not_a_file(tmp_path: Path) -> None:
    market = Market()
    licence = market.license(DATA)
    play(market, "connection_cut", subject=licence.digest)
    market.serve(licence, first=0, last=99)
    assert "without the rest of the file" in ask(tmp_path, market).findings[0].message


@pytest.mark.parametrize("kind", ["url_expired", "key_rotated"])
def test_a_dead_url_is_handled_by_fetching_with_a_new_one(tmp_path: Path, kind: str) -> None:
    market = Market()
    licence = market.license(DATA)
    play(market, kind, subject=licence.name)
    assert "never fetched the file" in ask(tmp_path / "before", market).findings[0].message
    market.serve(licence)
    assert ask(tmp_path / "after", market).measure == 1


def test_a_dead_url_is_handled_by_fetching_what_the_edge_made_by_a_new_one(tmp_path: Path) -> None:
    market = Market()
    licence = market.license(DATA)
    play(market, "url_expired", subject=licence.name)
    market.transform(licence, b"a,b\n")
    assert ask(tmp_path, market).measure == 1


def test_a_dead_url_is_handled_by_fetching_the_whole_file_under_another_licence_of_it(tmp_path: Path) -> None:
    market = Market()
    licence, other = market.license(DATA), market.license(DATA)
    market.serve(other)
    play(market, "url_expired", subject=licence.name)
    market.serve(other, first=0, last=99)
    market.serve(market.license(b"x\n1\n", listing="weather"))
    assert "never fetched the file" in ask(tmp_path / "part", market).findings[0].message
    market.serve(other, first=100)
    assert ask(tmp_path / "whole", market).measure == 1


def test_learning_of_a_revocation_is_in_order_and_asking_on_and_on_is_not(tmp_path: Path) -> None:
    market = Market()
    licence = market.license()
    play(market, "licence_revoked", subject=licence.name)
    market.revoke(licence)
    for _ in range(3):
        refuse(market, licence)
    assert ask(tmp_path / "three", market).measure == 1
    market.record("bytes.refused", licence=licence.name, reason="licence_revoked", status=403)
    assert "asked 4 times" in ask(tmp_path / "four", market).findings[0].message


def revise(market: Market) -> Licensed:
    """Hold revision 1 of a dataset, and see revision 2 appear."""
    held = market.license(DATA, listing="airports")
    asked = {"route": "offer", "ordinal": 1, "subject": "airports", "listing": "airports", "retry_after": 0}
    market.record("fault.played", fault="renamed", kind="columns_changed", **asked)
    told = {"listing": "airports", "revision": 2, "digest": held.digest, "column": "iata", "change": "renamed"}
    market.record("dataset.revised", **told)
    return held


def license_again(market: Market, held: Licensed) -> int:
    issued = next(entry for entry in reversed(market.entries) if entry["kind"] == "licence.issued")
    return market.record("licence.issued", **{**issued["facts"], "revision": 2, "licence": "2", "jti": "2"})


def test_columns_that_change_are_handled_by_keeping_to_the_licensed_revision(tmp_path: Path) -> None:
    market = Market()
    market.serve(revise(market))
    assert ask(tmp_path, market).measure == 1


def test_columns_that_change_are_handled_by_looking_before_licensing(tmp_path: Path) -> None:
    market = Market()
    held = revise(market)
    market.record("dataset.viewed", listing="elsewhere")
    blind = license_again(market, held)
    [finding] = ask(tmp_path / "blind", market).findings
    assert "licensed revision 2 without looking at what had changed" in finding.message
    assert finding.place.entries == (blind - 3, blind - 2, blind)
    market.entries.pop()
    market.record("dataset.viewed", listing="airports")
    license_again(market, held)
    assert ask(tmp_path / "looked", market).measure == 1


@pytest.mark.parametrize("kind", ["webhook_duplicated", "webhooks_reordered", "columns_changed"])
def test_what_the_trail_can_not_tell_of_is_not_asked_about(tmp_path: Path, kind: str) -> None:
    market = Market()
    asked = {"route": "webhook", "ordinal": 1, "subject": "endpoint", "listing": "airports", "retry_after": 0}
    market.record("fault.played", fault="told-twice", kind=kind, **asked)
    assert isinstance(PIP006.run(hand_in(tmp_path).inputs(trail=market.trail())), NotAsked)


def test_the_measure_is_the_share_of_faults_that_were_handled(tmp_path: Path) -> None:
    market = Market()
    licence = market.license(DATA)
    play(market, "url_expired", subject=licence.name)
    market.serve(licence)
    play(market, "too_many_requests", retry_after=1)
    measured = ask(tmp_path, market)
    assert (measured.measure, len(measured.findings)) == (0.5, 1)


def test_a_kind_of_fault_that_it_does_not_know_is_left_alone(tmp_path: Path) -> None:
    market = Market()
    play(market, "earthquake")
    assert isinstance(PIP006.run(hand_in(tmp_path).inputs(trail=market.trail())), NotAsked)
