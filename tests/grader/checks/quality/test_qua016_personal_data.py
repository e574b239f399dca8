"""QUA016 finds personal data and secrets that prove themselves, and never repeats them."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.checks.quality.qua016_personal_data import QUA016
from grader.finding import Severity
from tests.grader.checks.quality.asking import ask, with_cells

TOKEN = "ghp_" + "aB3" * 12


def test_a_clean_sample_holds_nothing_of_anybody(tmp_path: Path) -> None:
    measured = ask(QUA016, tmp_path)
    assert (measured.measure, measured.findings) == (1, ())


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("reported by alice.smith@airline.aero", "an e-mail address"),
        ("paid with 4111 1111 1111 1111", "a payment card number"),
        ("DE89 3704 0044 0532 0130 00", "an IBAN"),
        ("pilot 123-45-6789", "a US social security number"),
        ("call (555) 123-4567 for the feathers", "a telephone number"),
    ],
)
def test_it_finds_personal_data_and_does_not_repeat_it(tmp_path: Path, cell: str, told: str) -> None:
    measured = ask(QUA016, tmp_path, with_cells({3: {"species": cell}}))
    (finding,) = measured.findings
    assert finding.message == f"species holds {told} in 1 row."
    assert (finding.place.rows, finding.place.values) == ((4,), ())
    assert measured.measure == pytest.approx(0.9)


def test_a_secret_undoes_the_rest(tmp_path: Path) -> None:
    measured = ask(QUA016, tmp_path, with_cells({3: {"species": f"token {TOKEN}"}}))
    assert measured.measure == 0
    assert TOKEN not in str(measured)
    assert "a GitHub token" in measured.findings[0].message


def test_where_the_brief_allows_personal_data_they_are_noted(tmp_path: Path) -> None:
    allowed = {"allowed": True, "note": "Reporters agreed."}
    rows = with_cells({3: {"species": "alice@airline.aero"}})
    measured = ask(QUA016, tmp_path, rows, personal_data=allowed)
    assert [finding.severity for finding in measured.findings] == [Severity.NOTE]
    assert measured.measure == 1


@pytest.mark.parametrize(
    "cell",
    [
        "bob@example.com",
        "4111 1111 1111 1112",
        "GB82WEST12345698765433",
        "000-12-3456",
        "B-737-300",
        "3.4560000000000004",
    ],
)
def test_it_leaves_alone_what_proves_nothing(tmp_path: Path, cell: str) -> None:
    assert ask(QUA016, tmp_path, with_cells({3: {"species": cell}})).findings == ()
