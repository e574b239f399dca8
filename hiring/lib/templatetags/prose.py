"""Markdown as safe HTML: what an allow-list lets through and nothing else."""

from __future__ import annotations

import nh3
from django import template
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

register = template.Library()

RENDERER = MarkdownIt("commonmark", {"html": False}).enable("table")
TAGS = set("h2 h3 h4 p ul ol li strong em code pre blockquote table thead tbody tr th td a hr br".split())


@register.filter
def prose(markdown: str) -> SafeString:
    """Render Markdown; headings start one level below the page's own, raw HTML and images are left out."""
    html = RENDERER.render(markdown)
    for level in (3, 2, 1):
        html = html.replace(f"<h{level}>", f"<h{level + 1}>").replace(f"</h{level}>", f"</h{level + 1}>")
    safe = nh3.clean(html, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"https", "mailto"})
    return mark_safe(safe)  # noqa: S308 -- nh3 has just cleaned it
