"""A picture of what leads to what, from left to right: named boxes with lines between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from hiring.lib.layered import Edge, Grid, Line, Point, lay_out
from hiring.lib.svg import printable

ROOM = 1062
WIDE = Grid(width=150, height=42, across=30, between=12)
NARROW = Grid(width=92, height=56, across=14, between=12)
MARGIN = 2
INSET, LINE_HEIGHT = 9, 14
# How wide letters of a name are at most, in pixels.
SLIM, SLIM_WIDTH = frozenset("fijlrt.,:;'|!()[]/ "), 4.8
FAT, FAT_WIDTH = frozenset("mwMW@%…"), 11.5
LOWER_WIDTH, ASCII_WIDTH, OTHER_WIDTH = 7.0, 8.2, 12.0


@dataclass(frozen=True, kw_only=True)
class Box:
    """One box: what it stands for in a word or two, what it is called, and its class in figure.css."""

    over: str
    name: str
    tone: str


def graph(boxes: Mapping[str, Box], edges: Iterable[Edge], *, alternative: str) -> SafeString:
    """Boxes by their ids and the edges between them, narrow ones where wide ones have no room on a page.

    The picture keeps its size, so that words stay readable, and its place has to scroll.
    """
    names, edges, grid = list(boxes), list(edges), WIDE
    layout = lay_out(names, edges, grid)
    if layout.width > ROOM:
        layers = round((layout.width + WIDE.across) / (WIDE.width + WIDE.across))
        grid = replace(NARROW, width=max(NARROW.width, (ROOM - 2 * MARGIN) // layers - NARROW.across))
        layout = lay_out(names, edges, grid)
    width, height = layout.width + 2 * MARGIN, layout.height + 2 * MARGIN
    shapes = [*map(_line, layout.lines), *(_box(boxes[name], place, grid) for name, place in layout.boxes.items())]
    frame = '<span class="figure figure-graph{}"><svg role="img" aria-label="{}" {}>{}</svg></span>'
    kind = " figure-graph-wide" if layout.width > ROOM else ""
    size = format_html('width="{}" height="{}" viewBox="{} {} {} {}"', width, height, -MARGIN, -MARGIN, width, height)
    inside = format_html_join("", "{}", ((shape,) for shape in shapes))
    return format_html(frame, kind, printable(alternative), size, inside)


def in_lines(name: str, room: float, lines: int) -> list[str]:
    """Return a name on as many ``lines`` as it needs, each ``room`` pixels wide, the last shortened in its middle."""
    said: list[str] = []
    while len(said) < lines - 1 and _width_of(name) > room:
        end = next(end for end in range(len(name), 0, -1) if end == 1 or _width_of(name[:end]) <= room)
        said.append(name[:end])
        name = name[end:]
    return [*said, shortened(name, room)]


def shortened(name: str, room: float) -> str:
    """Return a name as there is room for it, in pixels: whole, or its beginning and its end."""
    if _width_of(name) <= room:
        return name
    kept = 2
    while _width_of(_ends_of(name, kept + 1)) <= room:
        kept += 1
    return _ends_of(name, kept)


def _ends_of(name: str, kept: int) -> str:
    head = kept // 2
    return f"{name[:head]}…{name[head - kept :]}"


def _width_of(name: str) -> float:
    return sum(map(_letter_width, name))


def _letter_width(letter: str) -> float:
    if letter in SLIM:
        return SLIM_WIDTH
    if letter in FAT:
        return FAT_WIDTH
    if letter.isascii():
        return LOWER_WIDTH if letter.islower() else ASCII_WIDTH
    return OTHER_WIDTH


def _box(box: Box, place: Point, grid: Grid) -> SafeString:
    x, y = place
    room = grid.width - 2 * INSET
    lines = in_lines(printable(box.name), room, 1 + int(grid.height - WIDE.height) // LINE_HEIGHT)
    return format_html(
        '<g><title>{}: {}</title><rect class="node node-{}" x="{}" y="{}" width="{}" height="{}" rx="{}"/>'
        '<text class="node-over" x="{}" y="{}">{}</text><text class="node-name" y="{}">{}</text></g>',
        *(printable(box.over), printable(box.name), box.tone),
        *(x, y, grid.width, grid.height, WIDE.height / 2 if box.tone == "step" else 6),
        *(x + INSET, y + 16, shortened(printable(box.over), room)),
        y + 32,
        format_html_join(
            "",
            '<tspan x="{}" dy="{}">{}</tspan>',
            ((x + INSET, LINE_HEIGHT if number else 0, line) for number, line in enumerate(lines)),
        ),
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
