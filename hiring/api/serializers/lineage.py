"""Reported lineage, and the graph that is read from it."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from hiring.api.shapes import shown_each


class RunEvent(serializers.Serializer[object]):
    """An OpenLineage 2-0-2 run event; a dataset's facet ``assay_digest`` tells the digest of its bytes."""

    eventType = serializers.ChoiceField(choices=["START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER"])  # noqa: N815 - the standard spells it so
    eventTime = serializers.DateTimeField()  # noqa: N815
    producer = serializers.URLField()
    schemaURL = serializers.URLField()  # noqa: N815
    run = serializers.DictField(help_text="runId, a UUID, and facets.")
    job = serializers.DictField(help_text="namespace, name and facets.")
    inputs = serializers.ListField(child=serializers.DictField(), required=False)
    outputs = serializers.ListField(child=serializers.DictField(), required=False)


class LineageTaken(serializers.Serializer[object]):
    """How many events were sent, and how many of them are new here."""

    events = serializers.IntegerField()
    new = serializers.IntegerField()


class Node(serializers.Serializer[object]):
    """A dataset, a job or a model; ``state`` is that of a job's latest run: complete, fail, abort or running."""

    id = serializers.CharField()
    kind = serializers.ChoiceField(choices=["fetched", "dataset", "job", "model"])
    namespace = serializers.CharField()
    name = serializers.CharField()
    digests = serializers.ListField(child=serializers.CharField())
    state = serializers.CharField()


class Edge(serializers.Serializer[object]):
    """From what was taken to what took it, or from what gave to what was given; ids of nodes."""

    origin = serializers.CharField()
    target = serializers.CharField()


class Graph(serializers.Serializer[object]):
    """What a dataset came from and what came of it; ``left_out`` counts what lies further away."""

    nodes = serializers.SerializerMethodField()
    edges = serializers.SerializerMethodField()
    left_out = serializers.IntegerField()

    @extend_schema_field(Node(many=True))
    def get_nodes(self, graph: Any) -> Any:
        """Return the nodes, the nearest first."""
        return shown_each(Node, graph.nodes.values())

    @extend_schema_field(Edge(many=True))
    def get_edges(self, graph: Any) -> Any:
        """Return the edges in a lasting order."""
        return [{"origin": origin, "target": target} for origin, target in sorted(graph.edges)]
