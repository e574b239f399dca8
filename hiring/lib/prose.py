"""Markdown that somebody wrote, as HTML made of an allow-list of elements and nothing else."""

from __future__ import annotations

from typing import Final

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

ELEMENTS: Final = {
    *("p", "br", "hr", "em", "strong", "code", "pre", "blockquote", "a"),
    *("ul", "ol", "li", "h3", "h4", "h5", "h6"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
HEADINGS_BELOW: Final = 2


def lower_headings(state: StateCore) -> None:
    """Put the text's headings below the page's own, so that the page keeps one outline."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + HEADINGS_BELOW, 6)}"


MARKDOWN: Final = MarkdownIt("commonmark", {"html": False}).enable("table")
MARKDOWN.core.ruler.push("lower_headings", lower_headings)


def render_prose(text: str) -> SafeString:
    """Return ``text`` rendered; raw HTML shows as written, images and odd addresses are left out."""
    allowed = nh3.clean(
        MARKDOWN.render(text),
        tags=ELEMENTS,
        attributes={"a": {"href"}},
        url_schemes={"https", "http", "mailto"},
    )
    return mark_safe(allowed)  # noqa: S308 - only the allow-list above is left
