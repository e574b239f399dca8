"""Filters that say quantities and machine words the way people read them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from grader.finding import Place
from grader.render import plain

register = template.Library()

MICRO = 1_000_000
SAID_IN_FULL = 100_000
OWN_LICENCE = "LicenseRef-"
PLACES = {"US": "the US", "EU": "the EU", "GB": "the UK"}
ALL, NOT_QUITE_ALL = 100, 99.9
TICKED = re.compile(r"`([^`\n]+)`")
STEPS = (("d", 86400), ("h", 3600), ("min", 60), ("s", 1))


@register.filter
def credits(micro: int | None) -> str:  # noqa: A001 - the template's word for play money
    """Micro-units as play money: 412500000 is "412.50 cr", 200 "0.0002 cr", nothing known is a dash."""
    if micro is None:
        return "–"
    whole = micro / MICRO
    if micro % MICRO == 0:
        return f"{whole:,.0f} cr"
    said = f"{whole:.6f}".rstrip("0") if abs(micro) < SAID_IN_FULL else f"{whole:,.2f}"
    return f"{said} cr"


@register.filter
def credits_more(micro: int) -> str:
    """A difference of play money with its sign: -1500000 is "−1.50 cr", and none is "±0 cr"."""
    sign = "+" if micro > 0 else "−" if micro < 0 else "±"
    return f"{sign}{credits(abs(micro))}"


@register.filter
def spaced(name: str) -> str:
    """A machine's name as words: per_fine_tune is "per fine-tune", commercial-training "commercial training"."""
    return name.replace("_", " ").replace("-", " ").replace("fine tune", "fine-tune")


@register.filter
def licence_words(licence: str) -> str:
    """A licence's identifier as people say it: "LicenseRef-Public-Domain" is "Public Domain"; SPDX ids stay."""
    return licence.removeprefix(OWN_LICENCE).replace("-", " ") if licence.startswith(OWN_LICENCE) else licence


@register.filter
def place_words(region: str) -> str:
    """A region's code as part of a sentence: "US" is "the US"; codes of other countries stay."""
    return PLACES.get(region, region)


@register.filter
def in_credits(micro: int) -> float:
    """Micro-units as a number of credits, for a figure."""
    return micro / MICRO


@register.filter
def lasting(span: timedelta | float | None) -> str:
    """A stretch of time in its two largest units: 148320 seconds is "1 d 17 h"."""
    if span is None:
        return "–"
    seconds = span.total_seconds() if isinstance(span, timedelta) else float(span)
    if seconds < 10:
        return f"{max(seconds, 0):.1f} s"
    left = int(seconds)
    said: list[str] = []
    for unit, size in STEPS:
        count, left = divmod(left, size)
        if count or said:
            said.append(f"{count} {unit}" if count else "")
    return " ".join(word for word in said[:2] if word)


@register.filter
def ago(moment: datetime) -> str:
    """How long ago a moment was, in its largest unit: "4 min ago", and "just now" within the minute."""
    seconds = int((timezone.now() - moment).total_seconds())
    for unit, size in STEPS[:-1]:
        if seconds >= size:
            return f"{seconds // size} {unit} ago"
    return "just now"


@register.filter
def points(value: float | None) -> str:
    """Points with one decimal where they need it, a dash where there are none; not quite all never reads as all."""
    if value is None:
        return "–"
    return f"{round(value, 1) if value >= ALL else min(round(value, 1), NOT_QUITE_ALL):g}"


@register.filter
def given(value: float) -> str:
    """Points given of those a check or a criterion can bring, in the very figures that `assay check` prints."""
    return plain.given(value)


@register.filter
def signed(value: float) -> str:
    """A difference with its sign: "+4.5", "−3", and "±0" where none is left after rounding."""
    rounded = round(value, 1)
    return f"{'+' if rounded > 0 else '−'}{abs(rounded):g}" if rounded else "±0"


@register.filter
def gained(share: float) -> str:
    """A difference of shares with its sign: "+0.031", "−0.004", and "±0" where none is left after rounding."""
    rounded = round(share, 3)
    return f"{'+' if rounded > 0 else '−'}{abs(rounded):.3f}" if rounded else "±0"


@register.filter
def count(number: int) -> str:
    """A whole number with its thousands apart: 20000 is "20,000"."""
    return f"{number:,}"


@register.filter
def short_digest(digest: str) -> str:
    """The first eight and last four characters of a digest's hexadecimal part."""
    algorithm, _, value = digest.rpartition(":")
    return f"{algorithm}:{value[:8]}…{value[-4:]}" if len(value) > 16 else digest


@register.filter
def cells(place: Place) -> list[tuple[int, tuple[str, ...], str]]:
    """The rows of a finding's place, each with its key and the value seen there, empty where they are not known."""
    keys = place.keys or ((),) * len(place.rows)
    values = place.values or ("",) * len(place.rows)
    return list(zip(place.rows, keys, values, strict=False))


@register.filter
def ticks(said: str) -> SafeString:
    """Text in which `backticked` words are set as code; everything is escaped first."""
    return mark_safe(TICKED.sub(r"<code>\1</code>", escape(said)))  # noqa: S308 - escaped just before
