"""Reporting use, and what it cost."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core import signing
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from grader.faults import Route
from hiring.api.doors import MarketView
from hiring.api.parameters import read_body, read_parameters
from hiring.api.serializers import metering
from hiring.api.shapes import shown
from hiring.lib.idempotency import Answer
from hiring.lib.refused import Refused
from hiring.market.attribution import attribution_of
from hiring.market.queries import wallet_entries, wallet_of
from hiring.market.services.metering import Use, report_usage

CURSOR = "api.wallet.cursor"


class Usage(MarketView):
    """Report uses of licensed datasets."""

    required_scopes = ("usage:write",)
    route = Route.USAGE

    @extend_schema(
        operation_id="report_usage",
        tags=["usage"],
        request=metering.UsageReport,
        responses={201: metering.Receipts},
    )
    def post(self, request: Request) -> Response:
        """Report a batch of uses; each counts once by its event id and is answered with a signed receipt."""
        uses = [Use(**event) for event in read_body(request, metering.UsageReport)["events"]]

        def work() -> Answer:
            receipts = report_usage(world=self.world, uses=uses, credential=self.credential)
            return Answer(status=201, body=shown(metering.Receipts, {"receipts": receipts}))

        return self.once(request, work)


class Attribution(MarketView):
    """Which datasets an answer came from."""

    required_scopes = ("usage:write",)

    @extend_schema(
        operation_id="attribute_inference",
        tags=["usage"],
        parameters=[metering.AttributionQuery],
        responses=metering.Attribution,
    )
    def get(self, request: Request) -> Response:
        """Read what one inference drew on: each dataset's share of the retrievals reported for it, and their cost."""
        asked = read_parameters(request, metering.AttributionQuery)
        found = attribution_of(self.world, asked["inference"])
        if not found.datasets:
            sentence = "No retrieval was reported for this inference. Name it in the usage events of its retrievals."
            raise Refused("no_such_inference", sentence, status=404)
        return Response(shown(metering.Attribution, found))


class Wallet(MarketView):
    """The play money of an attempt."""

    required_scopes = ("wallet:read",)

    @extend_schema(operation_id="read_wallet", tags=["wallet"], responses=metering.Wallet)
    def get(self, request: Request) -> Response:
        """Read what was given, what is left and what was spent."""
        return Response(shown(metering.Wallet, wallet_of(self.world)))


class WalletEntries(MarketView):
    """The lines of a wallet."""

    required_scopes = ("wallet:read",)

    @extend_schema(
        operation_id="list_wallet_entries",
        tags=["wallet"],
        parameters=[metering.PageQuery],
        responses=metering.WalletEntries,
    )
    def get(self, request: Request) -> Response:
        """List the wallet's lines, latest first."""
        asked = read_parameters(request, metering.PageQuery)
        limit = asked["limit"]
        found = list(wallet_entries(self.world, beyond=line_at(asked.get("cursor")))[: limit + 1])
        further = cursor_at(found[limit - 1]) if len(found) > limit else None
        return Response(shown(metering.WalletEntries, {"entries": found[:limit], "next_cursor": further}))


def cursor_at(line: Any) -> str:
    """Return the cursor of the page after ``line``."""
    return signing.dumps([line.created_at.isoformat(), str(line.pk)], salt=CURSOR)


def line_at(cursor: str | None) -> tuple[datetime, UUID] | None:
    """Return the time and id of the line that a cursor stands at."""
    if cursor is None:
        return None
    try:
        at, line = signing.loads(cursor, salt=CURSOR)
    except signing.BadSignature as problem:
        raise Refused(
            "bad_cursor", "This cursor is not from a page of this list. Begin again without one.", status=422
        ) from problem
    return datetime.fromisoformat(at), UUID(line)
