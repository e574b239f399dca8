"""A graph of lineage as people look at it: boxes to be drawn, and the same in rows of words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hiring.lib.graphs import Box
from hiring.market.lineage import Graph, Kind, Node, foremost, walk

MOST_BOXES = 60
MOST_LINES = 120
KINDS = {Kind.FETCHED: "fetched", Kind.DATASET: "data", Kind.JOB: "step", Kind.MODEL: "model"}
TONES = {Kind.FETCHED: "fetched", Kind.DATASET: "data", Kind.JOB: "step", Kind.MODEL: "model"}
STATES = {"running": "not ended", "fail": "failed", "abort": "broken off"}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One thing in words: what it stands for, its name, its digests, and the names of what lies before and after."""

    over: str
    name: str
    digests: tuple[str, ...]
    comes_from: tuple[str, ...]
    leads_to: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """Boxes and edges of a picture, its ``rows``, and how many things and lines had no room on it."""

    boxes: Mapping[str, Box]
    edges: Sequence[tuple[str, str]]
    rows: Sequence[Row]
    left_out: int
    lines_left_out: int


def draw(lineage: Graph) -> Drawn:
    """Return as much of a graph as can be looked at, what was fetched and what was made of it first."""
    graph = downstream_first(foremost(lineage, most=MOST_BOXES))
    before, after = graph.neighbours(down=False), graph.neighbours(down=True)
    rows = [
        Row(
            over=said_of(node),
            name=node.name,
            digests=node.digests,
            comes_from=tuple(graph.nodes[each].name for each in before[name]),
            leads_to=tuple(graph.nodes[each].name for each in after[name]),
        )
        for name, node in graph.nodes.items()
    ]
    boxes = {name: Box(over=said_of(node), name=node.name, tone=TONES[node.kind]) for name, node in graph.nodes.items()}
    edges = sorted(graph.edges)
    lines_left_out = len(edges[MOST_LINES:])
    return Drawn(
        boxes=boxes, edges=edges[:MOST_LINES], rows=rows, left_out=graph.left_out, lines_left_out=lines_left_out
    )


def downstream_first(graph: Graph) -> Graph:
    """Return the graph with its nodes in the order in which one reaches them from what was fetched."""
    fetched = [name for name, node in graph.nodes.items() if node.kind is Kind.FETCHED]
    far = walk(graph.neighbours(down=True), fetched)
    ordered = sorted(graph.nodes, key=lambda name: far.get(name, len(graph.nodes)))
    return graph.only(ordered, left_out=graph.left_out)


def said_of(node: Node) -> str:
    """Return what a node stands for, and how a step stands that did not end well."""
    state = STATES.get(node.state)
    return f"{KINDS[node.kind]}, {state}" if state else KINDS[node.kind]
