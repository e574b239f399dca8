"""The evidence of an attempt, signed: its trail and its attestations."""

from __future__ import annotations

import json
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from hiring.api.doors import MarketView
from hiring.api.serializers import evidence
from hiring.market.queries import attestation_of, trail_document


class Trail(MarketView):
    """The trail of an attempt."""

    required_scopes = ("trail:read",)

    @extend_schema(operation_id="read_trail", tags=["evidence"], responses=evidence.Trail)
    def get(self, request: Request) -> Response:
        """Read everything this attempt did, in order, chained and signed: what the gate reads."""
        return Response(json.loads(trail_document(self.world.attempt)))


class Attestation(MarketView):
    """One attestation of an attempt."""

    required_scopes = ("data:read",)

    @extend_schema(operation_id="read_attestation", tags=["evidence"], responses=evidence.Envelope)
    def get(self, request: Request, attestation: UUID) -> Response:
        """Read one of the attempt's own attestations: an in-toto statement in a DSSE envelope."""
        return Response(attestation_of(self.world, attestation).envelope)
