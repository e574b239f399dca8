"""A layered layout of a directed graph: left to right, nothing on top of anything else, few lines across each other.

In the manner of Sugiyama, Tagawa and Toda (1981): cycles are cut, nodes put into layers by their longest way from a
beginning, long lines are given a place in each layer they cross, and layers are ordered by where neighbours stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

SWEEPS = 6

Name: TypeAlias = "str | tuple[str, str, int]"
Edge: TypeAlias = tuple[str, str]
Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Grid:
    """The size of a box, and the least that lies between boxes beside and below each other."""

    width: float
    height: float
    across: float
    between: float


@dataclass(frozen=True, kw_only=True)
class Line:
    """One edge through ``points`` from left to right; ``back`` says that it leads from the last to the first."""

    source: str
    target: str
    points: tuple[Point, ...]
    back: bool


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Where each box's upper left corner stands, the lines between them, and how large the whole is."""

    boxes: Mapping[str, Point]
    lines: tuple[Line, ...]
    width: float
    height: float


def lay_out(names: Sequence[str], edges: Iterable[Edge], grid: Grid) -> Layout:
    """Place the nodes called ``names``; an edge of a node to itself is left out, for it leads nowhere."""
    asked = sorted({edge for edge in edges if edge[0] != edge[1]})
    back = _back_edges(names, asked)
    forward = {(target, source) if (source, target) in back else (source, target) for source, target in asked}
    depth = _layers(names, forward)
    chains = {edge: _chain(edge, depth) for edge in sorted(forward)}
    layers = _ordered(names, chains, depth)
    tops = _tops(layers, chains, grid)
    step = grid.width + grid.across
    at = {name: (index * step, tops[name]) for index, row in enumerate(layers) for name in row}
    return Layout(
        boxes={name: at[name] for name in names},
        lines=tuple(_line(edge, chains, at, grid, back) for edge in asked),
        width=max(0.0, len(layers) * step - grid.across),
        height=max((top + grid.height for top in tops.values()), default=0.0),
    )


def _back_edges(names: Sequence[str], edges: Sequence[Edge]) -> frozenset[Edge]:
    """Return the edges that close a cycle as one walks in depth from node to node."""
    ahead = _targets(names, edges)
    back: set[Edge] = set()
    open_, done = set[str](), set[str]()
    led_to = {target for _, target in edges}
    for start in sorted(names, key=lambda name: name in led_to):
        path = [] if start in done else [(start, iter(ahead[start]))]
        open_.update(name for name, _ in path)
        while path:
            name, targets = path[-1]
            target = next(targets, None)
            if target is None:
                path.pop()
                open_.discard(name)
                done.add(name)
            elif target in open_:
                back.add((name, target))
            elif target not in done:
                open_.add(target)
                path.append((target, iter(ahead[target])))
    return frozenset(back)


def _layers(names: Sequence[str], edges: Iterable[Edge]) -> dict[str, int]:
    """Return the layer of each node: one more than the furthest of those that lead to it."""
    ahead = _targets(names, edges)
    waiting = dict.fromkeys(names, 0)
    for targets in ahead.values():
        for target in targets:
            waiting[target] += 1
    depth = dict.fromkeys(names, 0)
    ready = [name for name in names if not waiting[name]]
    for name in ready:
        for target in ahead[name]:
            depth[target] = max(depth[target], depth[name] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    return depth


def _chain(edge: Edge, depth: Mapping[str, int]) -> list[Name]:
    """Return an edge's way through the layers: its ends, and a place of its own in each layer between."""
    source, target = edge
    return [source, *((source, target, layer) for layer in range(depth[source] + 1, depth[target])), target]


def _ordered(names: Sequence[str], chains: Mapping[Edge, list[Name]], depth: Mapping[str, int]) -> list[list[Name]]:
    """Return the layers, each in the order that brings neighbours to the same height."""
    layers: list[list[Name]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for name in names:
        layers[depth[name]].append(name)
    for (source, _), chain in chains.items():
        for layer, place in enumerate(chain[1:-1], start=depth[source] + 1):
            layers[layer].append(place)
    before, after = _neighbours(chains)
    places = {name: place for row in layers for name, place in _places(row)}
    for sweep in range(SWEEPS):
        rightward = sweep % 2 == 0
        for row in layers if rightward else reversed(layers):
            beside = before if rightward else after
            wished = {name: _mean([places[each] for each in beside.get(name, [])], places[name]) for name in row}
            row.sort(key=wished.__getitem__)
            places.update(_places(row))
    return layers


def _places(row: Sequence[Name]) -> Iterator[tuple[Name, float]]:
    """Return the place of each node in its layer, as a share of it: layers are of different lengths."""
    return ((name, place / len(row)) for place, name in enumerate(row))


def _tops(layers: Sequence[Sequence[Name]], chains: Mapping[Edge, list[Name]], grid: Grid) -> dict[Name, float]:
    """Return the height of each node's upper side, that of its neighbours' as far as there is room, from 0 down."""
    before, _ = _neighbours(chains)
    step = grid.height + grid.between
    tops: dict[Name, float] = {}
    for row in layers:
        wished = [_mean([tops[each] for each in before.get(name, [])], index * step) for index, name in enumerate(row)]
        placed: list[float] = []
        for wish in wished:
            placed.append(max(wish, placed[-1] + step) if placed else wish)
        shift = _mean([wish - place for wish, place in zip(wished, placed, strict=True)], 0.0)
        tops |= {name: place + shift for name, place in zip(row, placed, strict=True)}
    highest = min(tops.values(), default=0.0)
    return {name: round(top - highest, 1) for name, top in tops.items()}


def _line(
    edge: Edge, chains: Mapping[Edge, list[Name]], at: Mapping[Name, Point], grid: Grid, back: frozenset[Edge]
) -> Line:
    """Return the line of an edge: from the right side of a box to the left side of another, level in between."""
    source, target = edge
    chain = chains[(target, source) if edge in back else edge]
    first, *between, last = ((x, y + grid.height / 2) for x, y in (at[name] for name in chain))
    points = [(first[0] + grid.width, first[1])]
    for x, y in between:
        points += [(x, y), (x + grid.width, y)]
    return Line(source=source, target=target, points=(*points, last), back=edge in back)


def _targets(names: Sequence[str], edges: Iterable[Edge]) -> dict[str, list[str]]:
    ahead: dict[str, list[str]] = {name: [] for name in names}
    for source, target in sorted(edges):
        ahead[source].append(target)
    return ahead


def _neighbours(chains: Mapping[Edge, list[Name]]) -> tuple[dict[Name, list[Name]], dict[Name, list[Name]]]:
    """Return what stands beside each node in the layer before, and in the one after."""
    before: dict[Name, list[Name]] = {}
    after: dict[Name, list[Name]] = {}
    for chain in chains.values():
        for left, right in pairwise(chain):
            before.setdefault(right, []).append(left)
            after.setdefault(left, []).append(right)
    return before, after


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
