"""Builds the graph of what became of fetched data, from what was granted, reported and registered.

It is built of sets: in whatever order events came, and however often, the graph is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from grader.lineage import Dataset
from hiring.market.lineage import Graph, Kind, Node, walk
from hiring.market.told import Told

ENDED = ("COMPLETE", "FAIL", "ABORT")
MARKET, REGISTRY = "market", "registry"


@dataclass(frozen=True, kw_only=True)
class Granted:
    """A revision that access was granted to."""

    listing: str
    revision: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class Made:
    """A registered model; ``sources`` are the digests of the datasets that its manifest names."""

    name: str
    digest: str
    sources: frozenset[str]


class Growing:
    """A graph while it is built: what was told first, then where it began and what it came to."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self.down: dict[str, set[str]] = {}
        self.up: dict[str, set[str]] = {}
        self.same: dict[str, set[str]] = {}
        self.runs: dict[tuple[str, str], Told] = {}
        self.origins: dict[str, str] = {}
        self.given: dict[str, set[str]] = {}

    def tell(self, event: Told) -> None:
        """Put in a job with what it took and gave; of each run the latest end counts, or its latest word."""
        job = self._add(Node(kind=Kind.JOB, namespace=event.namespace, name=event.job))
        for each in event.inputs:
            self._lead(self._add_dataset(each), job)
        for each in event.outputs:
            given = self._add_dataset(each)
            self._lead(job, given)
            for name in {each.name, PurePosixPath(each.name).stem}:
                self.given.setdefault(name, set()).add(given)
        known = self.runs.setdefault((job, event.run), event)
        self.runs[job, event.run] = max(known, event, key=_weight)

    def lead_in(self, granted: Granted) -> None:
        """Lead from a fetched revision to where its bytes came in.

        That is a dataset of the same digest that no job gave, or the job that gave it: one that only hands the bytes on
        took them from the market. One that bears the revision's own name is the revision.
        """
        name = f"{granted.listing}@{granted.revision}"
        origin = self._add(Node(kind=Kind.FETCHED, namespace=MARKET, name=name, digests=(granted.digest,)))
        self.origins[granted.digest] = origin
        for dataset in [each for each in self.same.get(granted.digest, ()) if self.nodes[each].name == name]:
            self._merge(dataset, origin)
        same = self.same.get(granted.digest, set())
        givers = {job for dataset in same for job in self.up[dataset]}
        for dataset in same:
            if not self.up[dataset]:
                self._lead(origin, dataset)
        for job in givers:
            for handed_on in self.up[job] & self.down[job] & same:
                self.up[job].discard(handed_on)
                self.down[handed_on].discard(job)
            if not self.up[job] & same:
                self._lead(origin, job)

    def lead_out(self, made: Sequence[Made]) -> None:
        """Lead to models from the artefacts that bear their names, and from named datasets that lead to none."""
        models = {one: self._add(_model(one)) for one in made}
        for one, model in models.items():
            for artefact in self.given.get(one.name, ()):
                self._lead(artefact, model)
        reached = {digest: walk(self.down, [origin]) for digest, origin in self.origins.items()}
        for one, model in models.items():
            for digest in one.sources & reached.keys():
                if model not in reached[digest]:
                    self._lead(self.origins[digest], model)

    def graph(self) -> Graph:
        """Return the graph, each job in the state of its latest run."""
        latest: dict[str, Told] = {}
        for (job, _), event in self.runs.items():
            latest[job] = max(latest.setdefault(job, event), event, key=_moment)
        for job, event in latest.items():
            state = event.state.lower() if event.state in ENDED else "running"
            self.nodes[job] = replace(self.nodes[job], state=state)
        edges = frozenset((source, target) for source, targets in self.down.items() for target in targets)
        ordered = sorted(self.nodes.values(), key=lambda node: (node.kind, node.namespace, node.name))
        return Graph(nodes={node.id: node for node in ordered}, edges=edges)

    def _add(self, node: Node) -> str:
        name = node.id
        known = self.nodes.get(name)
        if known is None:
            self.nodes[name] = node
            self.down[name], self.up[name] = set(), set()
        elif not set(node.digests) <= set(known.digests):
            self.nodes[name] = replace(known, digests=tuple(sorted({*known.digests, *node.digests})))
        return name

    def _add_dataset(self, dataset: Dataset) -> str:
        digests = (dataset.digest,) if dataset.digest else ()
        name = self._add(Node(kind=Kind.DATASET, namespace=dataset.namespace, name=dataset.name, digests=digests))
        for digest in digests:
            self.same.setdefault(digest, set()).add(name)
        return name

    def _merge(self, dataset: str, origin: str) -> None:
        """Let a dataset that no job gave be the fetched revision that it is called after."""
        if self.up[dataset]:
            return
        for digest in self.nodes.pop(dataset).digests:
            self.same[digest].discard(dataset)
        for job in self.down.pop(dataset):
            self.up[job].discard(dataset)
            self._lead(origin, job)
        del self.up[dataset]

    def _lead(self, source: str, target: str) -> None:
        self.down[source].add(target)
        self.up[target].add(source)


def build_graph(told: Iterable[Told], granted: Iterable[Granted], made: Iterable[Made]) -> Graph:
    """Return the graph of everything that was granted, reported and registered."""
    growing = Growing()
    for event in told:
        growing.tell(event)
    for one in granted:
        growing.lead_in(one)
    growing.lead_out(list(made))
    return growing.graph()


def _model(made: Made) -> Node:
    return Node(kind=Kind.MODEL, namespace=REGISTRY, name=made.name, digests=(made.digest,))


def _moment(event: Told) -> tuple[float, str, str]:
    return event.at.timestamp(), event.run, event.state


def _weight(event: Told) -> tuple[bool, float, str, str]:
    return event.state in ENDED, *_moment(event)
