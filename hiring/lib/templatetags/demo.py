"""``{% demo_mark %}``: says on every page that this is a demonstration, where it is one."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def demo_mark() -> SafeString | str:
    """Return the mark, or nothing."""
    return format_html('<strong class="demo-mark">{}</strong>', "Demo") if settings.DEMO else ""
