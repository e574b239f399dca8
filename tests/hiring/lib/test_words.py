"""Quantities and machine words, said the way people read them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hiring.lib.templatetags import words


@pytest.mark.parametrize(
    ("micro", "said"),
    [
        (412_000_000, "412 cr"),
        (412_500_000, "412.50 cr"),
        (1_234_000_000, "1,234 cr"),
        (100_000, "0.10 cr"),
        (12_500, "0.0125 cr"),
        (200, "0.0002 cr"),
        (1, "0.000001 cr"),
        (0, "0 cr"),
        (None, "–"),
    ],
)
def test_play_money_is_said_in_credits(micro: int | None, said: str) -> None:
    assert words.credits(micro) == said


@pytest.mark.parametrize(("micro", "said"), [(-1_500_000, "−1.50 cr"), (2_000_000, "+2 cr"), (0, "±0 cr")])
def test_a_difference_of_play_money_has_its_sign(micro: int, said: str) -> None:
    assert words.credits_more(micro) == said


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(hours=41, minutes=12), "1 d 17 h"),
        (timedelta(hours=2, minutes=5), "2 h 5 min"),
        (90, "1 min 30 s"),
        (60, "1 min"),
        (3.84, "3.8 s"),
        (-3, "0.0 s"),
        (None, "–"),
    ],
)
def test_a_stretch_of_time_is_said_in_its_two_largest_units(span: timedelta | float | None, said: str) -> None:
    assert words.lasting(span) == said


@pytest.mark.parametrize(
    ("value", "said"), [(4.52, "+4.5"), (-3.0, "−3"), (0.04, "±0"), (-0.04, "±0"), (100.0, "+100")]
)
def test_a_difference_has_its_sign(value: float, said: str) -> None:
    assert words.signed(value) == said


@pytest.mark.parametrize(("value", "said"), [(4.0, "4"), (2.54, "2.5"), (99.97, "99.9"), (100.0, "100"), (None, "–")])
def test_points_have_a_decimal_where_they_need_one_and_never_round_up_to_all(value: float | None, said: str) -> None:
    assert words.points(value) == said


@pytest.mark.parametrize(
    ("value", "said"), [(2.0, "2"), (2.9997, "2.99"), (0.29, "0.29"), (2.3, "2.3"), (0.004, "0"), (1.999999, "1.99")]
)
def test_points_given_are_cut_so_that_not_quite_all_never_reads_as_all(value: float, said: str) -> None:
    assert words.given(value) == said


def test_a_digest_is_shortened_in_its_middle() -> None:
    assert words.short_digest("sha256:8f2c3b1a" + "0" * 52 + "ab91") == "sha256:8f2c3b1a…ab91"
    assert words.short_digest("short") == "short"


def test_backticked_words_are_code_and_everything_else_is_escaped() -> None:
    assert words.ticks("`cost <b>` gives <i>damage</i> away") == (
        "<code>cost &lt;b&gt;</code> gives &lt;i&gt;damage&lt;/i&gt; away"
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("per_fine_tune", "per fine-tune"),
        ("fine_tune", "fine-tune"),
        ("commercial-training", "commercial training"),
        ("balanced_accuracy", "balanced accuracy"),
    ],
)
def test_a_machines_name_is_said_in_words(name: str, said: str) -> None:
    assert words.spaced(name) == said


@pytest.mark.parametrize(
    ("licence", "said"),
    [("LicenseRef-Assay-ShortKeep-1.0", "Assay ShortKeep 1.0"), ("CC-BY-4.0", "CC-BY-4.0")],
)
def test_a_licence_is_called_as_people_call_it(licence: str, said: str) -> None:
    assert words.licence_words(licence) == said


def test_a_region_is_part_of_a_sentence() -> None:
    assert [words.place_words(code) for code in ("US", "GB", "CH", "worldwide")] == [
        "the US",
        "the UK",
        "CH",
        "worldwide",
    ]
