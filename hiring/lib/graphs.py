"""A picture of what leads to what, from left to right: named boxes with lines between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from hiring.lib.layered import Edge, Grid, Line, Point, lay_out
from hiring.lib.svg import printable

GRID = Grid(width=150, height=42, across=30, between=12)
MARGIN = 2
INSET = 11
LETTERS = 20
HEAD, TAIL = 8, 11


@dataclass(frozen=True, kw_only=True)
class Box:
    """One box: what it stands for in a word or two, what it is called, and its class in figure.css."""

    over: str
    name: str
    tone: str


def graph(boxes: Mapping[str, Box], edges: Iterable[Edge], *, alternative: str) -> SafeString:
    """Boxes by their ids and the edges between them; the picture keeps its size, so its place has to scroll."""
    layout = lay_out(list(boxes), edges, GRID)
    width, height = layout.width + 2 * MARGIN, layout.height + 2 * MARGIN
    shapes = [*map(_line, layout.lines), *(_box(boxes[name], place) for name, place in layout.boxes.items())]
    frame = '<span class="figure figure-graph"><svg role="img" aria-label="{}" {}>{}</svg></span>'
    size = format_html('width="{}" height="{}" viewBox="{} {} {} {}"', width, height, -MARGIN, -MARGIN, width, height)
    inside = format_html_join("", "{}", ((shape,) for shape in shapes))
    return format_html(frame, printable(alternative), size, inside)


def shortened(name: str) -> str:
    """Return a name as a box has room for it: its beginning and its end."""
    return name if len(name) <= LETTERS else f"{name[:HEAD]}…{name[-TAIL:]}"


def _box(box: Box, place: Point) -> SafeString:
    x, y = place
    return format_html(
        '<g><title>{}: {}</title><rect class="node node-{}" x="{}" y="{}" width="{}" height="{}" rx="{}"/>'
        '<text class="node-over" x="{}" y="{}">{}</text><text class="node-name" x="{}" y="{}">{}</text></g>',
        *(printable(box.over), printable(box.name), box.tone),
        *(x, y, GRID.width, GRID.height, GRID.height / 2 if box.tone == "step" else 6),
        *(x + INSET, y + 16, printable(box.over)),
        *(x + INSET, y + 32, printable(shortened(box.name))),
    )


def _line(line: Line) -> SafeString:
    (x, y), *_ = line.points
    way = [f"M{x} {y}"]
    for (left, up), (right, down) in pairwise(line.points):
        middle = (left + right) / 2
        way.append(f"C{middle} {up} {middle} {down} {right} {down}")
    end_x, end_y = line.points[0] if line.back else line.points[-1]
    return format_html(
        '<path class="link{}" d="{}"/><path class="link-head" d="M{} {}l{} -4v8z"/>',
        " link-back" if line.back else "",
        " ".join(way),
        end_x,
        end_y,
        7 if line.back else -7,
    )
