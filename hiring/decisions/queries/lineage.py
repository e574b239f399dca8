"""What became of an attempt's data as its reviewers read it: its lineage, and the models that were registered."""

from __future__ import annotations

from hiring.decisions.queries.attempts import mask_of
from hiring.decisions.queries.inbox import Inboxed
from hiring.market.lineage import Graph
from hiring.market.lineages import lineage_of
from hiring.market.models import World
from hiring.market.registry import Listed, list_models


def lineage_for_review(attempt: Inboxed) -> Graph:
    """Return what an attempt fetched, reported and registered, its names blind while the attempt is."""
    graph = lineage_of(attempt.pk)
    return graph if attempt.revealed else graph.renamed(mask_of(attempt).text)


def models_for_review(attempt: Inboxed) -> list[Listed]:
    """Return the models an attempt registered, latest first, their names blind while the attempt is."""
    models = [model for world in World.objects.filter(attempt=attempt.pk) for model in list_models(world)]
    if attempt.revealed or not models:
        return models
    mask = mask_of(attempt)
    return [model.renamed(mask.text) for model in models]
