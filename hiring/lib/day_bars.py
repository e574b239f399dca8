"""A picture of days side by side: a bar for each, as tall as what it brought, in the colour of how that stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from hiring.lib.svg import line, picture, rect, words

HEIGHT = 120
FLOOR, TOP = HEIGHT - 18, 20
NARROWEST = 8


@dataclass(frozen=True, kw_only=True)
class DayBar:
    """One day: its number, what it brought, a class of figure.css, and what the pointer is told."""

    day: int
    amount: float
    tone: str
    text: str


def day_bars(bars: Sequence[DayBar], *, highest: str, alternative: str) -> SafeString:
    """Bars in the order of their days, ``highest`` over the tallest; few of them stay as narrow as many."""
    tallest = max((bar.amount for bar in bars), default=0) or 1
    width = 100 / max(len(bars), NARROWEST)
    parts = [line("baseline", 0, 100, FLOOR)]
    for place, bar in enumerate(bars):
        height = max(bar.amount / tallest * (FLOOR - TOP), 1)
        left = round((place + 0.1) * width, 3)
        parts.append(rect(f"tone-{bar.tone}", left, 0.8 * width, FLOOR - height, height, rounding=1, title=bar.text))
    if bars:
        place = max(range(len(bars)), key=lambda each: bars[each].amount)
        parts.append(words(highest, (place + 0.5) * width, TOP - 6, anchor="middle", name="lane-name"))
        parts.append(words(f"day {bars[0].day}", 0, HEIGHT - 4))
    if len(bars) > NARROWEST:
        parts.append(words(f"day {bars[-1].day}", 100, HEIGHT - 4, anchor="end"))
    return picture(parts, height=HEIGHT, alternative=alternative)
