"""What an attempt's listings earned, drawn by market day."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.utils.safestring import SafeString

from hiring.lib.day_bars import DayBar, day_bars
from hiring.lib.templatetags import words

TONES = {"paid": "good", "held": "warn", "reduced": "accent", "kept_back": "mute"}


def pictures_of(payouts: Sequence[Any]) -> list[tuple[str, SafeString]]:
    """Return a picture of each listing that has a settled day, with its title."""
    settled = [payout for payout in payouts if payout.settled_at]
    ordered = sorted(settled, key=lambda payout: (payout.listing.title, payout.listing_id, payout.day))
    return [
        (title, _picture(list(days)))
        for (title, _), days in groupby(ordered, key=lambda payout: (payout.listing.title, payout.listing_id))
    ]


def _picture(days: Sequence[Any]) -> SafeString:
    bars = [
        DayBar(
            day=payout.day,
            amount=payout.owed_micro,
            tone=TONES[payout.standing],
            text=f"Day {payout.day}: {words.credits(payout.owed_micro)} earned, {words.spaced(payout.standing)}",
        )
        for payout in days
    ]
    highest = words.credits(max(payout.owed_micro for payout in days))
    return day_bars(bars, highest=highest, alternative="; ".join(bar.text for bar in bars))
