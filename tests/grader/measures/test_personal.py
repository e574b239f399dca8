"""Personal data is reported when it proves itself, and left alone otherwise."""

from __future__ import annotations

from random import Random

import polars as pl
import pytest
from hypothesis import given, strategies as st

from grader.measures.cells import counted
from grader.measures.leaks import FORMS
from grader.measures.personal import COUNTRIES, luhn, mod_97, personal, secrets


def sorts(*cells: str, column: str = "note") -> dict[str, list[str]]:
    found = personal(counted(pl.Series("cell", cells)), column=column)
    return {exposed.what: sorted(exposed.values) for exposed in found}


def passes(proof: pl.Expr, cell: str) -> bool:
    return bool(pl.DataFrame({"cell": [cell]}).select(proof.alias("passes"))["passes"][0])


def last_digit(digits: str) -> str:
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(digits))]
    return str(-sum(value - 9 * (value > 9) for value in doubled) % 10)


def account(country: str, rest: str) -> str:
    number = int("".join(str(int(letter, 36)) for letter in f"{rest}{country}00"))
    return f"{country}{98 - number % 97:02}{rest}"


@given(st.text("0123456789", min_size=12, max_size=18))
def test_luhn_accepts_the_right_last_digit_and_no_other(digits: str) -> None:
    right = last_digit(digits)
    assert passes(luhn(pl.col("cell")), digits + right)
    assert not passes(luhn(pl.col("cell")), digits + str((int(right) + 1) % 10))


@given(st.sampled_from(COUNTRIES), st.randoms(use_true_random=False))
def test_an_iban_is_accepted_and_one_wrong_digit_is_not(country: str, chance: Random) -> None:
    rest = "".join(chance.choice("0123456789ABCXYZ") for _ in range(int(country[2:]) - 5)) + "7"
    right = account(country[:2], rest)
    wrong = right[:-1] + "1"
    assert passes(mod_97(pl.col("cell")), right)
    assert not passes(mod_97(pl.col("cell")), wrong)


@pytest.mark.parametrize(
    ("cell", "sort"),
    [
        ("write to alice.smith+birds@airline.aero", "an e-mail address"),
        ("5500-0000-0000-0004", "a payment card number"),
        ("GB82 WEST 1234 5698 7654 32", "an IBAN"),
        ("ssn 219-09-9999", "a US social security number"),
        ("+49 30 901820", "a telephone number"),
        ("tel. 555-123-4567", "a telephone number"),
    ],
)
def test_what_proves_itself_is_reported(cell: str, sort: str) -> None:
    assert sorts("nothing", cell) == {sort: [cell]}


@pytest.mark.parametrize(
    "cell",
    [
        "bob@example.org",
        "alice at airline",
        "4111111111111112",
        "GB82WEST12345698765433",
        "XX82WEST12345698765432",
        "900-12-3456",
        "2013-01-01",
        "555 1234",
        "+12",
        "0.0044857301234567",
        "call sign 7",
    ],
)
def test_what_proves_nothing_is_left_alone(cell: str) -> None:
    assert sorts("nothing", cell) == {}


def test_long_numbers_that_pass_by_chance_are_no_cards() -> None:
    chance = Random(6)
    numbers = [f"4{chance.randrange(10**15):015}" for _ in range(400)]
    assert sorts(*numbers) == {}


@pytest.mark.parametrize(
    ("column", "found"),
    [("phone", True), ("fax_number", True), ("telemetry", False), ("mobile_sessions", False), ("cell_count", False)],
)
def test_bare_digits_are_a_telephone_number_in_a_column_called_one(column: str, *, found: bool) -> None:
    assert bool(sorts("2562358900", column=column)) == found


def test_secrets_are_found_in_any_cell() -> None:
    token = "ghp_" + "aB3" * 12
    counts = counted(pl.Series("cell", ["nothing", f"two\nlines {token}", "https://example.org/a"]))
    (exposed,) = secrets(counts)
    assert (exposed.what, exposed.values.to_list()) == ("a GitHub token", [f"two\nlines {token}"])


def test_every_form_of_secret_has_a_mark_to_look_for() -> None:
    assert all(form.mark.decode() for form in FORMS)
