"""What people write is shown as prose, and nothing they write can become more than prose."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given, strategies as st

from hiring.lib.prose import ELEMENTS, render_prose


class Elements(HTMLParser):
    """Gathers every element and attribute of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes.update(name for name, _ in attrs)


def elements_of(html: str) -> Elements:
    parser = Elements()
    parser.feed(html)
    parser.close()
    return parser


@given(st.text(alphabet=st.sampled_from("<>/=\"'`*_#[]()!&;: \nabcdehijlnoprstuvwx"), max_size=200))
def test_nothing_but_the_allow_list_comes_through(text: str) -> None:
    found = elements_of(render_prose(text))
    assert found.seen <= ELEMENTS
    assert found.attributes <= {"href", "rel"}


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[press](javascript:alert(1))",
        "![seen](https://example.org/pixel.png)",
        "<style>body { display: none }</style>",
    ],
)
def test_markup_and_pictures_are_shown_or_left_out_but_never_run(hostile: str) -> None:
    found = elements_of(render_prose(hostile))
    assert found.seen <= {"p"}


def test_headings_stand_below_those_of_the_page() -> None:
    assert render_prose("# What is asked\n\n## Columns") == "<h3>What is asked</h3>\n<h4>Columns</h4>\n"


def test_tables_and_links_are_prose_too() -> None:
    html = render_prose("| a | b |\n|---|---|\n| 1 | [two](https://example.org/) |\n")
    assert {"table", "td", "a"} <= elements_of(html).seen
