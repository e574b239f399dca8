"""What was spent, as an invoice: JSON, or CSV for a spreadsheet."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from hiring.api.doors import MarketView
from hiring.api.parameters import read_parameters
from hiring.api.serializers import invoices
from hiring.api.shapes import shown
from hiring.lib.sheets import csv_of
from hiring.market.invoices import HEADINGS, invoice_of


class CsvRenderer(BaseRenderer):
    """Text as it is; a problem is JSON all the same."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> bytes:
        """Return the bytes of an answer."""
        return data.encode() if isinstance(data, str) else JSONRenderer().render(data)


class Invoice(MarketView):
    """What an attempt spent."""

    required_scopes = ("wallet:read",)
    renderer_classes = (JSONRenderer, CsvRenderer)

    @extend_schema(
        operation_id="read_invoice",
        tags=["wallet"],
        parameters=[invoices.InvoiceQuery],
        responses={(200, "application/json"): invoices.Invoice, (200, "text/csv"): OpenApiTypes.STR},
    )
    def get(self, request: Request) -> Response:
        """Read what was spent by dataset, model and feature; the amounts sum to what left the wallet."""
        asked = read_parameters(request, invoices.InvoiceQuery)
        period = {name: asked.get(name) for name in ("since", "until")}
        invoice = invoice_of(attempt=self.world.attempt_id, **period)
        if request.accepted_renderer.format == CsvRenderer.format:
            name = 'attachment; filename="invoice.csv"'
            sheet = csv_of(HEADINGS, (line.cells for line in invoice.lines))
            return Response(sheet, headers={"Content-Disposition": name})
        return Response(shown(invoices.Invoice, invoice))
