"""Asking what a plan of use would cost, before anything is licensed."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from grader.faults import Route
from hiring.api.doors import MarketView
from hiring.api.serializers import quotes
from hiring.api.shapes import shown
from hiring.lib.idempotency import Answer
from hiring.market.services.quoting import make_quote


class Quotes(MarketView):
    """Ask what a plan of use would cost."""

    required_scopes = ("catalogue:read",)
    route = Route.QUOTE

    @extend_schema(operation_id="make_quote", tags=["licences"], request=quotes.QuoteWish, responses=quotes.Quote)
    def post(self, request: Request) -> Response:
        """Price a plan of use under each pricing model and rise of prices, beside other ways; nothing is charged."""
        wish = quotes.QuoteWish(data=request.data)
        wish.is_valid(raise_exception=True)

        def work() -> Answer:
            quote = make_quote(world=self.world, listing=wish.validated_data["dataset"], plan=wish.to_plan())
            return Answer(status=200, body=shown(quotes.Quote, quote))

        return self.once(request, work)
