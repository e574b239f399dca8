"""A picture of things by two measures of theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from hiring.lib.svg import Scale, dot, line, picture, words

HEIGHT = 192
TOP, FLOOR = 28, HEIGHT - 42
RADIUS = 5


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Something at its place in a scatter, called by a short ``name``; ``text`` shows under the pointer."""

    across: float
    up: float
    name: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Axis:
    """One side of a scatter: its scale, and the words at its ``lowest`` and ``highest`` end."""

    scale: Scale
    lowest: str
    highest: str


def scatter(spots: Sequence[Spot], *, across: Axis, up: Axis, alternative: str) -> SafeString:
    """Named spots by two measures, above and below a dashed line where ``up`` is nothing."""
    parts = [
        words(up.highest, 0, 10),
        line("pass", 0, 100, _down(0, up.scale)),
        line("baseline", 0, 100, HEIGHT - 18),
        words(up.lowest, 0, HEIGHT - 24),
        words(across.lowest, 0, HEIGHT - 4),
        words(across.highest, 100, HEIGHT - 4, anchor="end"),
    ]
    for spot in spots:
        place, height = across.scale.at(spot.across), _down(spot.up, up.scale)
        parts.append(dot("dot", place, height, RADIUS, title=spot.text))
        parts.append(words(spot.name, place, height - 2 * RADIUS, anchor="middle", name="lane-name"))
    return picture(parts, height=HEIGHT, alternative=alternative)


def _down(value: float, scale: Scale) -> float:
    return round(FLOOR - scale.at(value) * (FLOOR - TOP) / 100, 2)
