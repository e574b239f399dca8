"""Template tags for the figures; the words around a number are made here, so that every page says them alike."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hiring.lib import figures, graphs
from hiring.lib.scatter import Axis, Spot, scatter
from hiring.lib.svg import Scale
from hiring.lib.templatetags import words

register = template.Library()

POINTS = Scale(lowest=0, highest=100)
SIGNS_MEAN = {
    "accent": "done",
    "good": "granted, or a fault handled",
    "warn": "changed or revoked by the market",
    "bad": "refused, or a fault not handled",
}


@register.simple_tag
def estimate(
    value: float, low: float | None = None, high: float | None = None, pass_mark: float | None = None
) -> SafeString:
    """``{% estimate score low high pass_mark %}``: a score out of 100 on its interval."""
    said = _interval_words(value, low, high)
    if pass_mark is not None:
        said += f"; the pass mark is {pass_mark:g}"
    return figures.estimate(value, low, high, scale=POINTS, pass_mark=pass_mark, alternative=said)


@register.simple_tag
def estimate_inline(value: float, low: float | None = None, high: float | None = None) -> SafeString:
    """``{% estimate_inline score low high %}``: the same without words, for a row."""
    return figures.estimate_inline(value, low, high, scale=POINTS, alternative=_interval_words(value, low, high))


@register.simple_tag
def spread(value: float, low: float, high: float, of: float = 100) -> SafeString:
    """``{% spread points lower_quartile upper_quartile of %}``: points against the cohort's middle half."""
    said = f"{_short(value)} of {_short(of)}; the middle half of the cohort has {_short(low)} to {_short(high)}"
    return figures.spread(value, low, high, scale=Scale(lowest=0, highest=of), alternative=said)


@register.simple_tag
def bar(value: float, of: float, name: str) -> SafeString:
    """``{% bar points of name %}``: a share, filled."""
    return figures.bar(value, of, alternative=f"{name}: {_short(value)} of {_short(of)}")


@register.simple_tag
def estimate_among(
    counts: list[int], value: float, low: float | None, high: float | None, pass_mark: float
) -> SafeString:
    """``{% estimate_among counts score low high pass_mark %}``: a score out of 100 over its cohort in equal bins."""
    said = f"{_interval_words(value, low, high)}; the pass mark is {pass_mark:g}. {_cohort_words(counts)}"
    return figures.estimate_among(counts, value, low, high, scale=POINTS, pass_mark=pass_mark, alternative=said)


@register.simple_tag
def histogram(counts: list[int], pass_mark: float) -> SafeString:
    """``{% histogram counts pass_mark %}``: the scores of a cohort out of 100 in equal bins."""
    said = f"{_cohort_words(counts)}; the pass mark is {pass_mark:g}"
    return figures.histogram(counts, scale=POINTS, pass_mark=pass_mark, alternative=said)


@register.simple_tag
def time_lanes(lanes: list[figures.Lane], start: float, end: float, first: str, last: str) -> SafeString:
    """``{% time_lanes lanes start end first last %}``: what happened when, counted in words; the page lists it."""
    said = f"From {first} to {last}: " + ", ".join(f"{lane.name} {len(lane.marks)}" for lane in lanes)
    scale = Scale(lowest=start, highest=end)
    shown = {mark.tone for lane in lanes for mark in lane.marks}
    return format_html(
        "{}{}",
        figures.time_lanes(lanes, scale=scale, first=first, last=last, alternative=said),
        figures.legend({tone: meaning for tone, meaning in SIGNS_MEAN.items() if tone in shown}),
    )


@register.simple_tag
def graph(boxes: dict[str, graphs.Box], edges: list[tuple[str, str]]) -> SafeString:
    """``{% graph boxes edges %}``: what leads to what, counted in words; the page lists it."""
    said = f"{len(boxes)} {'box' if len(boxes) == 1 else 'boxes'} from left to right, each led to by what it came from"
    return graphs.graph(boxes, edges, alternative=said)


@register.simple_tag
def sparkline(values: list[float], name: str) -> SafeString:
    """``{% sparkline values name %}``: a small trace."""
    said = f"{name}: " + (", ".join(_short(value) for value in values) or "nothing yet")
    return figures.sparkline(values, alternative=said)


@register.simple_tag
def drift(shares: list[float], name: str) -> SafeString:
    """``{% drift shares name %}``: a small trace of the shares that something added, one measure after another."""
    said = ", ".join(words.gained(share) for share in shares)
    return figures.sparkline(shares, alternative=f"{name}: {said}")


@register.simple_tag
def cost_against(worths: list[tuple[int, str, int, float]]) -> SafeString:
    """``{% cost_against worths %}``: numbered things, each by what it cost in micro-units and the share it added."""
    spots = [
        Spot(across=cost, up=added, name=str(number), text=f"{name}: cost {words.credits(cost)}, {words.gained(added)}")
        for number, name, cost, added in worths
    ]
    dearest = max((spot.across for spot in spots), default=0)
    least, most = (choose((0.0, *(spot.up for spot in spots))) for choose in (min, max))
    across = Axis(scale=Scale(lowest=0, highest=dearest), lowest="cost 0", highest=words.credits(int(dearest)))
    up = Axis(
        scale=Scale(lowest=least, highest=most if most > least else least + 1),
        lowest=f"added {words.gained(least)}" if least < 0 else "",
        highest=f"added {words.gained(most)}",
    )
    return scatter(spots, across=across, up=up, alternative="; ".join(spot.text for spot in spots))


def _cohort_words(counts: list[int]) -> str:
    width = 100 / max(len(counts), 1)
    bins = (f"{i * width:g} to {(i + 1) * width:g}: {count}" for i, count in enumerate(counts) if count)
    return f"Cohort of {sum(counts)}; {', '.join(bins)}"


def _interval_words(value: float, low: float | None, high: float | None) -> str:
    said = f"{words.points(value)} of 100"
    if low is None or high is None or low == high:
        return said
    return f"{said}, likely {words.points(low)} to {words.points(high)}"


def _short(value: float) -> str:
    return f"{round(value, 1):,.12g}"
