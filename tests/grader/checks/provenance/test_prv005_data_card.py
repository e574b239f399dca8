"""PRV005 reads the data card and holds its figures against the sample."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.check import Measured
from grader.checks.provenance.prv005_data_card import PRV005, SECTIONS
from grader.finding import Severity
from tests.grader.factories import hand_in, make_card, make_rows

CARD = make_card(make_rows())


def ask(tmp_path: Path, card: str) -> Measured:
    measured = PRV005.run(hand_in(tmp_path, files={"DATACARD.md": card.encode()}).inputs())
    assert isinstance(measured, Measured)
    return measured


def test_it_passes_a_card_that_is_whole_and_true(tmp_path: Path) -> None:
    assert ask(tmp_path, CARD).measure == 1


@pytest.mark.parametrize("section", SECTIONS)
def test_it_misses_a_section(tmp_path: Path, section: str) -> None:
    measured = ask(tmp_path, CARD.replace(f"## {section.capitalize()}", "## Notes"))
    assert measured.measure < PRV005.threshold
    assert any(finding.message == f"The section on {section} is missing or empty." for finding in measured.findings)


@pytest.mark.parametrize(
    "text", ["TODO: say who keeps this sample and how one reports errors to them.", "<who keeps it>", "Nobody."]
)
def test_it_is_not_content_with_a_section_that_says_nothing(tmp_path: Path, text: str) -> None:
    head, _, _ = CARD.partition("## Maintenance")
    assert "maintenance says less than" in ask(tmp_path, f"{head}## Maintenance\n{text}\n").findings[0].message


def test_it_reads_what_stands_under_smaller_headings(tmp_path: Path) -> None:
    card = CARD.replace("## Origin\n", "## Origin\n### Publisher\n")
    assert ask(tmp_path, card).measure == 1


def test_it_contradicts_a_wrong_number_of_rows(tmp_path: Path) -> None:
    measured = ask(tmp_path, CARD.replace("240 rows", "1,240 rows"))
    assert measured.findings[0].message == "The composition speaks of 1,240 rows, and the sample has 240."
    assert measured.measure < PRV005.threshold


@pytest.mark.parametrize(
    "said", ["180 rows for training and 60 rows for testing", "6,000 records, of which 240 rows stay"]
)
def test_it_accepts_rows_told_in_parts(tmp_path: Path, said: str) -> None:
    assert ask(tmp_path, CARD.replace("240 rows", said)).measure == 1


def test_small_figures_are_not_taken_for_the_number_of_rows(tmp_path: Path) -> None:
    measured = ask(tmp_path, CARD.replace("240 rows", "Reports, 12 rows of them without speed,"))
    assert [finding.severity for finding in measured.findings] == [Severity.WARNING]
    assert measured.measure >= PRV005.threshold


def test_it_contradicts_dates_that_the_sample_leaves(tmp_path: Path) -> None:
    rows = make_rows()
    last = str(rows[-1]["flight_date"])
    measured = ask(tmp_path, CARD.replace(f"to {last}", "to 1999-12-31"))
    assert f"runs from 1995-01-01 to {last}" in measured.findings[0].message


def test_it_accepts_dates_written_as_years(tmp_path: Path) -> None:
    last = str(make_rows()[-1]["flight_date"])
    assert ask(tmp_path, CARD.replace(f"1995-01-01 to {last}", "1995 to 2004")).measure == 1


def test_it_contradicts_a_card_that_names_another_licence(tmp_path: Path) -> None:
    measured = ask(tmp_path, CARD.replace("CC0-1.0", "MIT"))
    assert measured.findings[0].message == "The card does not name the licence the data is under, CC0-1.0."


def test_columns_count_by_the_share_that_is_named(tmp_path: Path) -> None:
    measured = ask(tmp_path, CARD.replace("speed_knots", "speed").replace("strike_id", "number"))
    assert measured.measure == pytest.approx(1 - (2 / 7) / 12)
    assert measured.findings[0].message == "The card names no column strike_id, speed_knots."
