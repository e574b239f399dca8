"""Play money as people read it: micro-units in, credits out."""

from __future__ import annotations

from django import template

register = template.Library()

MICRO = 1_000_000


@register.filter
def credits(micro: int) -> str:
    """Write integer micro-units as credits: whole where they are whole, else with two decimals."""
    whole, rest = divmod(abs(micro), MICRO)
    sign = "−" if micro < 0 else ""
    return f"{sign}{whole:,}" if rest == 0 else f"{sign}{abs(micro) / MICRO:,.2f}"
