"""Discovery: what is on offer, filtered and counted, and one dataset's whole card and history."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from grader.faults import Route
from hiring.api.doors import MarketView
from hiring.api.parameters import read_parameters
from hiring.api.serializers import datasets
from hiring.api.shapes import shown
from hiring.market.search import Search
from hiring.market.services.discovery import search_datasets, view_dataset, view_history
from hiring.market.shelf import Sort


class Datasets(MarketView):
    """Search what is on offer."""

    required_scopes = ("catalogue:read",)
    route = Route.SEARCH

    @extend_schema(
        operation_id="search_datasets",
        tags=["discovery"],
        parameters=[datasets.SearchQuery],
        responses=datasets.DatasetPage,
    )
    def get(self, request: Request) -> Response:
        """Search what is on offer, with counts of what each further filter would leave."""
        asked = dict(read_parameters(request, datasets.SearchQuery))
        if "sort" in asked:
            asked["sort"] = Sort(asked["sort"])
        page = search_datasets(world=self.world, search=Search(**asked))
        return Response(shown(datasets.DatasetPage, page))


class Dataset(MarketView):
    """One dataset on offer."""

    required_scopes = ("catalogue:read",)
    route = Route.CARD

    @extend_schema(operation_id="view_dataset", tags=["discovery"], responses=datasets.Dataset)
    def get(self, request: Request, slug: str) -> Response:
        """Read one dataset's card: columns, source, terms, prices, quality, limits."""
        return Response(shown(datasets.Dataset, view_dataset(world=self.world, slug=slug)))


class Revisions(MarketView):
    """The history of one dataset."""

    required_scopes = ("catalogue:read",)

    @extend_schema(
        operation_id="list_revisions",
        tags=["discovery"],
        parameters=[datasets.RevisionQuery],
        responses=datasets.RevisionPage,
    )
    def get(self, request: Request, slug: str) -> Response:
        """List a dataset's revisions, newest first, each with what it changed."""
        asked = read_parameters(request, datasets.RevisionQuery)
        history = view_history(world=self.world, slug=slug, **asked)
        return Response(shown(datasets.RevisionPage, history))
