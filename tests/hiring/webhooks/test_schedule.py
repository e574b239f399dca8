"""Ten tries over three days, spread by chance, and never sooner than an endpoint asks."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, strategies as st

from hiring.webhooks.models import Delivery
from hiring.webhooks.schedule import DAY, WAITS, read_retry_after, wait_after

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)


def test_ten_tries_end_after_three_days() -> None:
    assert Delivery.MOST_ATTEMPTS == 1 + len(WAITS) == 10
    assert 3 * DAY < sum(WAITS) < 3.5 * DAY


@given(st.integers(1, 20), st.floats(0, 1), st.floats(0, 1e9))
def test_a_wait_grows_and_is_bounded(tries: int, chance: float, asked: float) -> None:
    wait = wait_after(tries, chance=chance, asked=asked)
    assert WAITS[0] <= wait <= 1.1 * DAY
    assert wait >= wait_after(tries, chance=chance)
    assert wait_after(tries + 1, chance=chance) >= wait_after(tries, chance=chance)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("Sat, 31 Jan 2026 12:01:30 GMT", 90),
        ("Sat, 31 Jan 2026 11:00:00 GMT", 0),
        ("soon", 0),
        ("-5", 0),
        ("", 0),
        (None, 0),
        ("9" * 400, 999_999_999),
        ("Sat, 31 Jan 2026 12:01:30 -0000", 0),
        ("Mon, 01 Jan 99999999999 00:00:00 GMT", 0),
        ("Mon, 01 Jan 2026 00:00:00 +99999999999", 0),
        ("Mon, 01 Jan 0001 00:00:00 +1400", 0),
    ],
)
def test_retry_after_is_a_number_or_a_date(told: str | None, seconds: float) -> None:
    assert read_retry_after(told, now=NOW) == seconds


@given(st.text())
def test_any_other_header_is_read_without_harm(told: str) -> None:
    assert read_retry_after(told, now=NOW) >= 0
