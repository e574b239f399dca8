"""A graph of what became of data: what was fetched, the steps that were reported, the models that were registered."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256


class Kind(StrEnum):
    """What a node stands for."""

    FETCHED = "fetched"
    DATASET = "dataset"
    JOB = "job"
    MODEL = "model"


@dataclass(frozen=True, kw_only=True)
class Node:
    """One thing of the graph: ``digests`` are those it was told with, ``state`` how a job's latest run stands."""

    kind: Kind
    namespace: str
    name: str
    digests: tuple[str, ...] = ()
    state: str = ""

    @property
    def id(self) -> str:
        """A name of its own, of plain letters: the same for the same thing in every graph."""
        named = f"{self.namespace}\0{self.name}".encode()
        return f"{self.kind}-{sha256(named).hexdigest()[:16]}"


@dataclass(frozen=True, kw_only=True)
class Graph:
    """Nodes by their ids, and which leads to which; ``left_out`` counts nodes beyond what was asked for."""

    nodes: Mapping[str, Node]
    edges: frozenset[tuple[str, str]]
    left_out: int = 0

    def neighbours(self, *, down: bool) -> dict[str, list[str]]:
        """Return what each node leads to, or what leads to it, in a lasting order."""
        found: dict[str, list[str]] = {name: [] for name in self.nodes}
        for source, target in self.edges:
            found[source if down else target].append(target if down else source)
        for each in found.values():
            each.sort()
        return found

    def only(self, kept: Collection[str], *, left_out: int = 0) -> Graph:
        """Return the part of the graph between some of its nodes, in their order."""
        nodes = {name: self.nodes[name] for name in kept}
        inside = frozenset(edge for edge in self.edges if edge[0] in nodes and edge[1] in nodes)
        return Graph(nodes=nodes, edges=inside, left_out=left_out)

    def renamed(self, say: Callable[[str], str]) -> Graph:
        """Return the same graph with every name said otherwise; the ids stay."""
        said = {
            name: replace(node, name=say(node.name), namespace=say(node.namespace)) for name, node in self.nodes.items()
        }
        return replace(self, nodes=said)


def around(graph: Graph, names: Sequence[str], *, most: int) -> Graph:
    """Return what these nodes came from and what came of them, the nearest ``most`` of it."""
    reached = dict.fromkeys(names, 0)
    for down in (False, True):
        distance = walk(graph.neighbours(down=down), names)
        reached |= {name: min(far, reached.get(name, far)) for name, far in distance.items()}
    nearest = sorted((name for name in graph.nodes if name in reached), key=reached.__getitem__)
    return graph.only(nearest[:most], left_out=len(nearest[most:]))


def foremost(graph: Graph, *, most: int) -> Graph:
    """Return the graph, or the ``most`` of it that lie nearest to what was fetched and what was registered."""
    ends = [name for name, node in graph.nodes.items() if node.kind in {Kind.FETCHED, Kind.MODEL}]
    down, up = graph.neighbours(down=True), graph.neighbours(down=False)
    near = walk({name: [*down[name], *up[name]] for name in graph.nodes}, ends)
    kept = sorted(graph.nodes, key=lambda name: near.get(name, len(graph.nodes)))[:most]
    return graph.only(kept, left_out=len(graph.nodes) - len(kept))


def walk(neighbours: Mapping[str, Collection[str]], names: Iterable[str]) -> dict[str, int]:
    """Return how many edges away each node is that can be reached."""
    far = dict.fromkeys(names, 0)
    ahead = deque(far)
    while ahead:
        name = ahead.popleft()
        for each in neighbours[name]:
            if each not in far:
                far[each] = far[name] + 1
                ahead.append(each)
    return far
