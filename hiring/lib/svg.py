"""The few SVG shapes that figures are made of, as safe text.

Horizontal places are percentages, so that a figure fills the width it is given while its words keep their size.
Colours are classes of ``figure.css``. Whatever the numbers and words, what comes out is well-formed XML.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


@dataclass(frozen=True, kw_only=True)
class Scale:
    """Maps numbers from ``lowest`` to ``highest`` onto 0 to 100 percent; what lies outside is drawn at the edge."""

    lowest: float
    highest: float

    def at(self, value: float) -> float:
        """The place of ``value`` in percent, with three decimals; what is no number stands at the lowest end."""
        inside = min(max(value, self.lowest), self.highest)
        half_span = self.highest / 2 - self.lowest / 2  # halves: the span of two large floats may overflow
        if not half_span > 0:
            return 0.0
        place = (inside / 2 - self.lowest / 2) / half_span * 100
        return round(place, 3) if math.isfinite(place) else 0.0


def picture(parts: Iterable[SafeString], *, height: float, alternative: str, kind: str = "") -> SafeString:
    """The frame: as wide as its place, ``height`` pixels high, with words for those who don't see it."""
    return format_html(
        '<span class="figure {}"><svg role="img" aria-label="{}" width="100%" height="{}">{}</svg></span>',
        kind,
        printable(alternative),
        height,
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def line(name: str, left: float, right: float, y: float) -> SafeString:
    """A level line from ``left`` to ``right`` percent."""
    return format_html('<line class="{}" x1="{}%" x2="{}%" y1="{}" y2="{}"/>', name, left, right, y, y)


def upright(name: str, place: float, height: float, *, top: float = 0) -> SafeString:
    """An upright line at ``place`` percent, from ``top`` to ``height``."""
    return format_html('<line class="{}" x1="{}%" x2="{}%" y1="{}" y2="{}"/>', name, place, place, top, height)


def rect(
    name: str, left: float, width: float, y: float, height: float, *, rounding: int = 0, title: str = ""
) -> SafeString:
    """A box from ``left`` percent, ``width`` percent wide; ``title`` shows under the pointer."""
    shape = '<rect class="{}" x="{}%" width="{}%" y="{}" height="{}" rx="{}">{}</rect>'
    return format_html(shape, name, left, round(width, 3), round(y, 2), round(height, 2), rounding, _title(title))


def dot(name: str, place: float, y: float, radius: float, *, title: str = "") -> SafeString:
    """A dot at ``place`` percent."""
    return format_html('<circle class="{}" cx="{}%" cy="{}" r="{}">{}</circle>', name, place, y, radius, _title(title))


def sign(name: str, shape: str, place: float, y: float, *, title: str) -> SafeString:
    """A path drawn about ``place`` percent and ``y``; ``title`` shows under the pointer."""
    drawn = '<svg x="{}%" y="{}" width="1" height="1"><path class="{}" d="{}">{}</path></svg>'
    return format_html(drawn, place, y, name, shape, _title(title))


def words(said: str, place: float, y: float, *, anchor: str = "start", name: str = "") -> SafeString:
    """Words that start, end or have their middle at ``place`` percent."""
    shape = '<text class="{}" x="{}%" y="{}" text-anchor="{}">{}</text>'
    return format_html(shape, name, place, y, anchor, printable(said))


def trace(points: Iterable[tuple[float, float]], height: float) -> SafeString:
    """A line through ``points`` (percent across, pixels down), stretched to the width of the figure."""
    return format_html(
        '<svg viewBox="0 0 100 {}" preserveAspectRatio="none"><polyline class="trace" points="{}"/></svg>',
        height,
        " ".join(f"{across},{down}" for across, down in points),
    )


def _title(said: str) -> SafeString | str:
    return format_html("<title>{}</title>", printable(said)) if said else ""


def printable(said: str) -> str:
    """Return ``said`` without the control characters and lone surrogates that XML cannot hold."""
    return "".join(character if character.isprintable() else " " for character in said)
