"""The graph of lineage is the same in whatever order events came, and it never grows beyond what is asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings, strategies as st

from grader.lineage import Dataset
from hiring.market.growing import Granted, Made, build_graph
from hiring.market.lineage import Kind, around, foremost
from hiring.market.told import Told

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
DIGESTS = [f"sha256:{letter * 64}" for letter in "abcdef"]
DATASETS = st.builds(
    Dataset,
    namespace=st.just("n"),
    name=st.sampled_from(["raw.csv", "clean.csv", "model.joblib"]),
    digest=st.none() | st.sampled_from(DIGESTS),
)
EVENTS = st.builds(
    Told,
    namespace=st.just("n"),
    job=st.sampled_from(["one", "two", "three"]),
    run=st.sampled_from(["1", "2"]),
    state=st.sampled_from(["START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER"]),
    at=st.integers(0, 5).map(lambda minutes: NOON + timedelta(minutes=minutes)),
    inputs=st.lists(DATASETS, max_size=3).map(tuple),
    outputs=st.lists(DATASETS, max_size=3).map(tuple),
)
GRANTED = [Granted(listing="strikes", revision=1, digest=DIGESTS[0])]
MADE = [Made(name="model", digest=DIGESTS[5], sources=frozenset(DIGESTS[:1]))]


@settings(max_examples=60, deadline=None)
@given(st.lists(EVENTS, max_size=8).flatmap(lambda told: st.tuples(st.just(told), st.permutations([*told, *told[:2]]))))
def test_neither_order_nor_repetition_of_events_changes_it(orders: tuple[list[Told], list[Told]]) -> None:
    first, second = (build_graph(told, GRANTED, MADE) for told in orders)
    assert (list(first.nodes.values()), first.edges) == (list(second.nodes.values()), second.edges)
    [model] = [name for name, node in first.nodes.items() if node.kind is Kind.MODEL]
    assert len(around(first, [model], most=2).nodes) == 2
    origins = [name for name in around(first, [model], most=99).nodes if first.nodes[name].kind is Kind.FETCHED]
    assert len(origins) == 1


def test_a_dataset_called_after_a_fetched_revision_is_that_revision() -> None:
    taken = Dataset(namespace="n", name="strikes@1", digest=DIGESTS[0])
    told = Told(namespace="n", job="edge", run="1", state="COMPLETE", at=NOON, inputs=(taken,), outputs=())
    graph = build_graph([told], GRANTED, [])
    assert [(node.kind, node.name) for node in graph.nodes.values()] == [("fetched", "strikes@1"), ("job", "edge")]
    assert len(graph.edges) == 1


def test_of_a_large_graph_the_nearest_is_kept_and_the_rest_counted() -> None:
    step = Told(namespace="n", job="0", run="1", state="COMPLETE", at=NOON, inputs=(), outputs=())
    chain = [Dataset(namespace="n", name=str(number), digest=None) for number in range(1001)]
    told = [
        replace(step, job=str(number), inputs=(chain[number],), outputs=(chain[number + 1],)) for number in range(1000)
    ]
    graph = build_graph(told, [], [Made(name="1000", digest=DIGESTS[0], sources=frozenset())])
    shown = foremost(graph, most=5)
    assert [node.name for node in shown.nodes.values()] == ["1000", "1000", "999", "999", "998"]
    assert shown.left_out == len(graph.nodes) - 5 == 1997
