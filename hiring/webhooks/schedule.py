"""When a delivery that failed is tried again: ten tries over three days, as Standard Webhooks recommends."""

from __future__ import annotations

from datetime import datetime
from email.utils import parsedate_to_datetime

MINUTE, HOUR, DAY = 60, 3600, 86_400
# Seconds after each failed try: about three days and a quarter in all.
WAITS = (5, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR)
# Up to this part of a wait is added by chance, so that what failed together does not come back together.
JITTER = 0.1
# What reading a date can raise: a year beyond any calendar is no ValueError.
UNREAD = (ArithmeticError, LookupError, TypeError, ValueError)


def wait_after(tries: int, *, chance: float, asked: float = 0) -> float:
    """Return how many seconds to wait after so many tries; ``chance`` is from 0 to 1.

    An endpoint that ``asked`` for a longer wait gets it, up to a day.
    """
    usual = WAITS[min(tries, len(WAITS)) - 1]
    return max(usual * (1 + JITTER * chance), min(asked, DAY))


def read_retry_after(told: str | None, *, now: datetime) -> float:
    """Return the seconds that a Retry-After header asks for: a number or a date; 0 for anything else."""
    text = (told or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
        return max(0.0, (moment - now).total_seconds()) if moment.tzinfo else 0
    except UNREAD:
        return 0
