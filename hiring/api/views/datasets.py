"""Discovery: what is on offer, filtered and counted, and one dataset's whole card."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from hiring.api.doors import MarketView
from hiring.api.serializers import datasets
from hiring.market.search import Search, Sort
from hiring.market.services.discovery import search_datasets, view_dataset


class Datasets(MarketView):
    """Search what is on offer."""

    required_scopes = ("catalogue:read",)

    @extend_schema(
        operation_id="search_datasets",
        tags=["discovery"],
        parameters=[datasets.SearchQuery],
        responses=datasets.DatasetPage,
    )
    def get(self, request: Request) -> Response:
        """Search what is on offer, with counts of what each further filter would leave."""
        query = datasets.SearchQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        if "sort" in asked:
            asked["sort"] = Sort(asked["sort"])
        page = search_datasets(world=self.world, search=Search(**asked))
        return Response(datasets.DatasetPage(page).data)


class Dataset(MarketView):
    """One dataset on offer."""

    required_scopes = ("catalogue:read",)

    @extend_schema(operation_id="view_dataset", tags=["discovery"], responses=datasets.Dataset)
    def get(self, request: Request, slug: str) -> Response:
        """Read one dataset's card: columns, source, terms, prices, quality, limits."""
        return Response(datasets.Dataset(view_dataset(world=self.world, slug=slug)).data)
