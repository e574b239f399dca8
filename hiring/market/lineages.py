"""Reading the lineage of an attempt: the graph from what it fetched to what it registered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import UUID

from hiring.lib.refused import Refused
from hiring.market.growing import Granted, Made, build_graph
from hiring.market.lineage import Graph, Kind, around
from hiring.market.models import LineageEvent, RegisteredModel, Revision
from hiring.market.told import read_told

MOST_NODES = 300


def lineage_of(attempt: UUID) -> Graph:
    """Return everything an attempt fetched, reported and registered; of models of one name the latest."""
    bodies = LineageEvent.objects.filter(world__attempt=attempt).values_list("body", flat=True)
    told = (read_told(json.loads(body)) for body in bodies)
    return build_graph(told, _granted(attempt), _made(attempt))


def lineage_around(attempt: UUID, dataset: str) -> Graph:
    """Return what a dataset came from and what came of it; ``dataset`` is a listing's name or one that was reported."""
    whole = lineage_of(attempt)
    found = [
        name
        for name, node in whole.nodes.items()
        if (node.kind is Kind.DATASET and node.name == dataset)
        or (node.kind is Kind.FETCHED and dataset in {node.name, node.name.partition("@")[0]})
    ]
    if not found:
        sentence = f"This attempt neither fetched nor reported a dataset called {dataset[:60]!r}."
        raise Refused("no_such_dataset", sentence, status=404)
    return around(whole, found, most=MOST_NODES)


def _granted(attempt: UUID) -> Iterator[Granted]:
    revisions = Revision.objects.filter(licences__world__attempt=attempt, licences__grants__isnull=False).distinct()
    for revision in revisions.select_related("listing").only("number", "digest", "listing__slug"):
        yield Granted(listing=revision.listing.slug, revision=revision.number, digest=revision.digest)


def _made(attempt: UUID) -> list[Made]:
    rows = RegisteredModel.objects.filter(world__attempt=attempt).prefetch_related("sources__licence__revision")
    latest = {row.name: row for row in rows.order_by("created_at", "-pk").defer("manifest")}
    return [
        Made(
            name=row.name,
            digest=row.digest,
            sources=frozenset(each.licence.revision.digest for each in row.sources.all()),
        )
        for row in latest.values()
    ]
