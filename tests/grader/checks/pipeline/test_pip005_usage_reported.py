"""PIP005 counts the reports of training, one for each dataset of the model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.check import Measured
from grader.checks.pipeline.pip005_usage_reported import PIP005
from grader.digests import canonical
from tests.grader.evidence import Market, make_model, source_of, stamp
from tests.grader.factories import hand_in


def ask(tmp_path: Path, market: Market, *, datasets: int = 1) -> Measured:
    """Ask of a model made from the first licences of ``market``."""
    model = make_model(*(source_of(licence) for licence in market.licences[:datasets]))
    measured = PIP005.run(hand_in(tmp_path, files={"model.json": canonical(model)}).inputs(trail=market.trail()))
    assert isinstance(measured, Measured)
    return measured


def make_market() -> Market:
    market = Market()
    market.license()
    market.license(b"x\n1\n", listing="weather")
    return market


def test_it_passes_one_report_for_each_dataset(tmp_path: Path) -> None:
    market = make_market()
    for licence in market.licences:
        market.report_usage(licence)
    assert ask(tmp_path, market, datasets=2).measure == 1


def test_it_names_the_dataset_whose_use_was_not_reported(tmp_path: Path) -> None:
    market = make_market()
    market.report_usage(market.licences[0])
    measured = ask(tmp_path, market, datasets=2)
    assert measured.measure == 0.5
    assert measured.findings[0].message == "The use of weather for training was not reported."


def test_a_use_reported_twice_counts_half(tmp_path: Path) -> None:
    market = make_market()
    at = stamp(market.now)
    entries = tuple(market.report_usage(market.licences[0], occurred_at=at) for _ in range(2))
    measured = ask(tmp_path, market)
    assert measured.measure == 0.5
    assert measured.findings[0].place.entries == entries


def test_training_anew_is_another_use(tmp_path: Path) -> None:
    market = make_market()
    for _ in range(3):
        market.report_usage(market.licences[0])
    assert ask(tmp_path, market).measure == 1


@pytest.mark.parametrize(
    "report",
    [
        lambda market: market.report_usage(market.licences[0], model="another-model"),
        lambda market: market.report_usage(market.licences[0], kind="inference"),
    ],
    ids=["another model", "another kind"],
)
def test_a_report_of_something_else_is_not_the_report_asked_for(
    tmp_path: Path, report: Callable[[Market], int]
) -> None:
    market = make_market()
    report(market)
    assert ask(tmp_path, market).measure == 0


def test_using_the_model_afterwards_may_be_reported_as_often_as_it_happens(tmp_path: Path) -> None:
    market = make_market()
    market.report_usage(market.licences[0])
    for _ in range(3):
        market.report_usage(market.licences[0], kind="inference")
    assert ask(tmp_path, market).measure == 1


def test_a_use_of_a_dataset_that_the_manifest_leaves_out_is_told(tmp_path: Path) -> None:
    market = make_market()
    for licence in market.licences:
        market.report_usage(licence)
    measured = ask(tmp_path, market)
    assert measured.measure == 0.5
    assert "weather was reported, and the model manifest does not name it" in measured.findings[0].message


@pytest.mark.parametrize(
    "facts", [{"model": "first-try"}, {"kind": "retrieval"}], ids=["an earlier model", "no training"]
)
def test_honest_reports_of_other_use_cost_nothing(tmp_path: Path, facts: dict[str, str]) -> None:
    market = make_market()
    market.report_usage(market.licences[0])
    market.report_usage(market.licences[1], **facts)
    measured = ask(tmp_path, market)
    assert (measured.measure, measured.findings) == (1, ())


@pytest.mark.parametrize("under", [(1,), (0, 1)], ids=["the other licence", "both licences"])
def test_a_use_is_one_of_the_dataset_under_whichever_licence_of_it(tmp_path: Path, under: tuple[int, ...]) -> None:
    market = Market()
    licences = [market.license() for _ in range(2)]
    for number in under:
        market.report_usage(licences[number])
    measured = ask(tmp_path, market)
    assert (measured.measure, measured.findings) == (1, ())
    assert measured.summary == "1 of 1 datasets were reported as used, no use of them twice."


def test_one_training_under_two_licences_of_a_dataset_is_a_use_reported_twice(tmp_path: Path) -> None:
    market = Market()
    at = stamp(market.now)
    entries = tuple(market.report_usage(market.license(), occurred_at=at) for _ in range(2))
    measured = ask(tmp_path, market)
    assert measured.measure == 0.5
    assert measured.findings[0].place.entries == entries


def test_a_dataset_named_under_two_licences_is_one_dataset(tmp_path: Path) -> None:
    market = Market()
    licences = [market.license() for _ in range(2)]
    market.report_usage(licences[0])
    assert ask(tmp_path, market, datasets=2).measure == 1


def test_a_licence_that_the_trail_does_not_know_counts_nothing(tmp_path: Path) -> None:
    market = make_market()
    measured = PIP005.run(hand_in(tmp_path).inputs(trail=Market().trail()))
    assert isinstance(measured, Measured)
    assert measured.measure == 0
    assert market.licences
