"""The lineage of an attempt as its reviewers read it."""

from __future__ import annotations

from hiring.decisions.queries.attempts import mask_of
from hiring.decisions.queries.inbox import Inboxed
from hiring.market.lineage import Graph
from hiring.market.lineages import lineage_of


def lineage_for_review(attempt: Inboxed) -> Graph:
    """Return what an attempt fetched, reported and registered, its names blind while the attempt is."""
    graph = lineage_of(attempt.pk)
    return graph if attempt.revealed else graph.renamed(mask_of(attempt).text)
