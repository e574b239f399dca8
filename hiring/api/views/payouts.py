"""What the attempt's own listings earn, what is held back and why, and disputes about it."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from hiring.api.doors import MarketView
from hiring.api.parameters import read_body, read_parameters
from hiring.api.serializers import payouts
from hiring.api.serializers.metering import PageQuery
from hiring.api.shapes import shown, shown_each
from hiring.lib.idempotency import Answer
from hiring.market.payouts import anomalies_of, bought_on, dispute_of, page_of, payout_of, sums_of
from hiring.market.services.disputes import add_message, open_dispute

MOST_ANOMALIES = 500


class Payouts(MarketView):
    """The payouts of an attempt."""

    required_scopes = ("wallet:read",)

    @extend_schema(operation_id="list_payouts", tags=["payouts"], parameters=[PageQuery], responses=payouts.Payouts)
    def get(self, request: Request) -> Response:
        """List what each market day of the attempt's listings came to, latest first."""
        asked = read_parameters(request, PageQuery)
        page, sums = page_of(self.world, **asked), sums_of(self.world)
        told = {
            "payouts": page.payouts,
            "next_cursor": page.next_cursor,
            "owed_micro": sums.owed_micro,
            "paid_micro": sums.paid_micro,
            "held_micro": sums.held_micro,
            "kept_back_micro": sums.kept_back_micro,
        }
        return Response(shown(payouts.Payouts, told))


class Payout(MarketView):
    """One payout."""

    required_scopes = ("wallet:read",)

    @extend_schema(operation_id="read_payout", tags=["payouts"], responses=payouts.WholePayout)
    def get(self, request: Request, payout: UUID) -> Response:
        """Read one market day: what each buyer bought, what is owed, and what it is held for."""
        found = payout_of(self.world, payout)
        body = {
            **shown(payouts.Payout, found),
            "bought": shown_each(payouts.Bought, bought_on(found)),
            "anomalies": shown_each(payouts.Anomaly, found.anomalies.all()),
        }
        return Response(body)


class Anomalies(MarketView):
    """What payouts were held for."""

    required_scopes = ("wallet:read",)

    @extend_schema(operation_id="list_anomalies", tags=["payouts"], responses=payouts.Anomalies)
    def get(self, request: Request) -> Response:
        """List the anomalies that payouts of the attempt were held for, latest first; five hundred at most."""
        return Response(shown(payouts.Anomalies, {"anomalies": anomalies_of(self.world)[:MOST_ANOMALIES]}))


class Disputes(MarketView):
    """Objecting to one payout."""

    required_scopes = ("listings:write",)

    @extend_schema(
        operation_id="open_dispute", tags=["payouts"], request=payouts.Words, responses={201: payouts.Dispute}
    )
    def post(self, request: Request, payout: UUID) -> Response:
        """Object to a payout that is held; the market answers at once with what it holds it for."""
        said = read_body(request, payouts.Words)

        def work() -> Answer:
            opened = open_dispute(world=self.world, payout_id=payout, text=said["text"])
            return Answer(status=201, body=shown(payouts.Dispute, dispute_of(self.world, opened.pk)))

        return self.once(request, work)


class Dispute(MarketView):
    """One dispute."""

    required_scopes = ("wallet:read",)

    @extend_schema(operation_id="read_dispute", tags=["payouts"], responses=payouts.Dispute)
    def get(self, request: Request, dispute: UUID) -> Response:
        """Read what both sides said, and the resolution once there is one."""
        return Response(shown(payouts.Dispute, dispute_of(self.world, dispute)))


class DisputeMessages(MarketView):
    """What is said in one dispute."""

    required_scopes = ("listings:write",)

    @extend_schema(
        operation_id="add_dispute_message", tags=["payouts"], request=payouts.Words, responses={201: payouts.Message}
    )
    def post(self, request: Request, dispute: UUID) -> Response:
        """Say more in a dispute that is open."""
        said = read_body(request, payouts.Words)

        def work() -> Answer:
            message = add_message(world=self.world, dispute_id=dispute, text=said["text"])
            return Answer(status=201, body=shown(payouts.Message, message))

        return self.once(request, work)
