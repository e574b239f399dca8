"""Lineage: OpenLineage events are taken as the standard's clients send them, and read as a graph around a dataset."""

from __future__ import annotations

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from hiring.api.doors import MarketView
from hiring.api.serializers import lineage
from hiring.api.shapes import shown
from hiring.lib.idempotency import Answer
from hiring.market.lineages import lineage_around
from hiring.market.services.lineage import report_lineage


class Events(MarketView):
    """Report lineage."""

    required_scopes = ("usage:write",)

    @extend_schema(
        operation_id="report_lineage",
        tags=["registry"],
        request=PolymorphicProxySerializer(
            component_name="LineageReport",
            serializers=[lineage.RunEvent, lineage.RunEvent(many=True)],
            resource_type_field_name=None,
            many=False,
        ),
        responses={201: lineage.LineageTaken},
    )
    def post(self, request: Request) -> Response:
        """Report OpenLineage 2-0-2 run events, one or a list; each is kept once, in whatever order they come."""
        sent = request.data
        events = sent if isinstance(sent, list) else [sent]
        if not all(isinstance(event, dict) for event in events):
            raise ValidationError("A report is one run event, or a list of them.")

        def work() -> Answer:
            taken = report_lineage(world=self.world, events=events, is_batch=isinstance(sent, list))
            return Answer(status=201, body=shown(lineage.LineageTaken, taken))

        return self.once(request, work)


class Lineage(MarketView):
    """The lineage of one dataset."""

    required_scopes = ("trail:read",)

    @extend_schema(operation_id="read_lineage", tags=["registry"], responses=lineage.Graph)
    def get(self, request: Request, dataset: str) -> Response:
        """Read what a dataset came from and what came of it, by the name of a listing or one that was reported."""
        return Response(shown(lineage.Graph, lineage_around(self.world.attempt_id, dataset)))
