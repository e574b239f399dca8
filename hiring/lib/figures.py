"""Pictures of numbers, each with a text alternative: estimates, bars, spreads, cohorts, time lanes, sparklines."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from hiring.lib.svg import Scale, dot, line, picture, rect, sign, trace, upright, words

INLINE_HEIGHT = 18
MIDDLE = INLINE_HEIGHT / 2
WORDS_BELOW = 38
BAR_HEIGHT = 8
AMONG_HEIGHT = 132
COHORT_HEIGHT = 112
LANE_HEIGHT = 40
SPARK_HEIGHT = 24
SIGNS: Mapping[str, str] = {
    "accent": "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z",
    "good": "M-4 -4h8v8h-8z",
    "warn": "M0 -5l5 9h-10z",
    "bad": "M-5 -3l2 -2l3 3l3 -3l2 2l-3 3l3 3l-2 2l-3 -3l-3 3l-2 -2l3 -3z",
}


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A moment in a lane; ``tone`` is one of SIGNS and a class of figure.css."""

    at: float
    tone: str = "accent"
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Lane:
    """One named row of marks."""

    name: str
    marks: Sequence[Mark]


def estimate(
    value: float,
    low: float | None,
    high: float | None,
    *,
    scale: Scale,
    alternative: str,
    pass_mark: float | None = None,
) -> SafeString:
    """A dot on its interval, from ``low`` to ``high``, above its scale and a dashed pass mark."""
    parts = _on_its_interval(value, low, high, scale)
    ends = _ends(scale, WORDS_BELOW)
    if pass_mark is not None:
        parts.insert(0, upright("pass", scale.at(pass_mark), INLINE_HEIGHT))
        ends.append(_pass_words(pass_mark, scale, WORDS_BELOW))
    return picture(parts + ends, height=WORDS_BELOW + 6, alternative=alternative)


def estimate_inline(
    value: float, low: float | None, high: float | None, *, scale: Scale, alternative: str
) -> SafeString:
    """A dot on its interval without words, for a row of a table."""
    parts = _on_its_interval(value, low, high, scale)
    return picture(parts, height=INLINE_HEIGHT, alternative=alternative, kind="figure-inline")


def spread(value: float, low: float, high: float, *, scale: Scale, alternative: str) -> SafeString:
    """A dot against the middle half of a cohort, from its lower quartile ``low`` to its upper one ``high``."""
    left, right = sorted((scale.at(low), scale.at(high)))
    parts = [
        line("rule", 0, 100, MIDDLE),
        rect("spread", left, right - left, MIDDLE - 4, 8),
        dot("dot", scale.at(value), MIDDLE, 4),
    ]
    return picture(parts, height=INLINE_HEIGHT, alternative=alternative, kind="figure-inline")


def bar(value: float, of: float, *, alternative: str) -> SafeString:
    """A share of ``of``, filled."""
    filled = Scale(lowest=0, highest=of).at(value)
    parts = [rect("track", 0, 100, 0, BAR_HEIGHT), rect("fill", 0, filled, 0, BAR_HEIGHT)]
    return picture(parts, height=BAR_HEIGHT, alternative=alternative, kind="figure-bar")


def estimate_among(
    counts: Sequence[int],
    value: float,
    low: float | None,
    high: float | None,
    *,
    scale: Scale,
    alternative: str,
    pass_mark: float,
) -> SafeString:
    """A dot on its interval over how many of a cohort fell into each of ``len(counts)`` equal bins of the scale.

    The bin that holds the value stands out; the dashed pass mark goes through both.
    """
    floor = AMONG_HEIGHT - 18
    parts = [
        upright("pass", scale.at(pass_mark), floor),
        line("baseline", 0, 100, floor),
        *_bins(counts, scale.at(value), top=INLINE_HEIGHT + 8, floor=floor),
        *_on_its_interval(value, low, high, scale),
        *_ends(scale, AMONG_HEIGHT - 4),
        _pass_words(pass_mark, scale, AMONG_HEIGHT - 4),
    ]
    return picture(parts, height=AMONG_HEIGHT, alternative=alternative)


def histogram(counts: Sequence[int], *, scale: Scale, alternative: str, pass_mark: float) -> SafeString:
    """How many fell into each of ``len(counts)`` equal bins of the scale, below the dashed pass mark."""
    floor = COHORT_HEIGHT - 18
    parts = [
        line("baseline", 0, 100, floor),
        *_bins(counts, None, top=4, floor=floor),
        upright("pass", scale.at(pass_mark), floor),
        *_ends(scale, COHORT_HEIGHT - 4),
        _pass_words(pass_mark, scale, COHORT_HEIGHT - 4),
    ]
    return picture(parts, height=COHORT_HEIGHT, alternative=alternative)


def time_lanes(lanes: Sequence[Lane], *, scale: Scale, first: str, last: str, alternative: str) -> SafeString:
    """Named rows of moments over one line of time, whose ends are called ``first`` and ``last``."""
    parts: list[SafeString] = []
    for index, lane in enumerate(lanes):
        middle = index * LANE_HEIGHT + 26
        parts.append(words(lane.name, 0, middle - 13, name="lane-name"))
        parts.append(line("baseline", 0, 100, middle))
        parts.extend(
            sign(f"tone-{mark.tone}", SIGNS[mark.tone], scale.at(mark.at), middle, title=mark.text)
            for mark in lane.marks
        )
    below = len(lanes) * LANE_HEIGHT + 14
    parts.append(words(first, 0, below))
    parts.append(words(last, 100, below, anchor="end"))
    return picture(parts, height=below + 4, alternative=alternative)


def legend(tones: Mapping[str, str]) -> SafeString:
    """A list of what each sign means, for those of ``tones`` that a figure shows."""
    return format_html(
        '<ul class="legend">{}</ul>',
        format_html_join(
            "",
            '<li><svg class="figure-sign" viewBox="-6 -6 12 12" aria-hidden="true">'
            '<path class="tone-{}" d="{}"/></svg> {}</li>',
            ((tone, SIGNS[tone], said) for tone, said in tones.items()),
        ),
    )


def sparkline(values: Sequence[float], *, alternative: str) -> SafeString:
    """A small trace of ``values`` in their order, its last one dotted; what is no number is left out."""
    known = [value for value in values if math.isfinite(value)]
    across = Scale(lowest=0, highest=max(len(known) - 1, 1))
    up = Scale(lowest=min(known, default=0), highest=max(known, default=0))
    room = (SPARK_HEIGHT - 8) / 100
    points = [(across.at(index), round(SPARK_HEIGHT - 4 - up.at(value) * room, 2)) for index, value in enumerate(known)]
    parts = [trace(points, SPARK_HEIGHT), dot("dot", *points[-1], 3)] if points else []
    return picture(parts, height=SPARK_HEIGHT, alternative=alternative, kind="figure-inline")


def _on_its_interval(value: float, low: float | None, high: float | None, scale: Scale) -> list[SafeString]:
    parts = [line("rule", 0, 100, MIDDLE)]
    if low is not None and high is not None:
        left, right = sorted((scale.at(low), scale.at(high)))
        parts.append(line("range", left, right, MIDDLE))
        parts.extend(upright("range-end", end, INLINE_HEIGHT - 1, top=1) for end in (left, right))
    return [*parts, dot("dot", scale.at(value), MIDDLE, 4)]


def _bins(counts: Sequence[int], marked: float | None, *, top: float, floor: float) -> list[SafeString]:
    tallest = max((*counts, 1))
    width = 100 / max(len(counts), 1)
    mine = None if marked is None else min(int(marked / width), len(counts) - 1)
    others = "bin-told" if marked is None else "bin"
    bins = []
    for index, count in enumerate(counts):
        height = max(count, 0) / tallest * (floor - top)
        name = "bin-marked" if index == mine else others
        bins.append(rect(name, round((index + 0.05) * width, 3), 0.9 * width, floor - height, height))
    return bins


def _ends(scale: Scale, y: float) -> list[SafeString]:
    return [words(f"{scale.lowest:g}", 0, y), words(f"{scale.highest:g}", 100, y, anchor="end")]


def _pass_words(pass_mark: float, scale: Scale, y: float) -> SafeString:
    clear_of_ends = min(max(scale.at(pass_mark), 16), 84)
    return words(f"pass {pass_mark:g}", clear_of_ends, y, anchor="middle")
