"""Drafts and publications as the documents that are signed and written into trails."""

from __future__ import annotations

from collections.abc import Sequence

from grader.attestation import DATASET_PUBLICATION, Statement, Subject
from hiring.lib.moments import rfc3339
from hiring.market.documents import Document, revision_facts
from hiring.market.models import Draft, Publication, Revision, World
from hiring.market.sources import Source


def draft_facts(draft: Draft) -> Document:
    """What is to be published, and what it was made under."""
    return {
        "listing": draft.card["slug"],
        "digest": draft.card["file"]["digest"],
        "rows": draft.card["rows"],
        "licences": draft.derived_from,
    }


def publication_statement(world: World, revision: Revision, sources: Sequence[Source]) -> Statement:
    """The statement that this attempt published these bytes, and under which licences they were made."""
    return Statement(
        subjects=(Subject(name=f"{revision.listing.slug}@{revision.number}", digest=revision.digest),),
        predicate_type=DATASET_PUBLICATION,
        predicate={
            "attempt": str(world.attempt_id),
            "listing": revision.listing.slug,
            "revision": revision.number,
            "terms": revision.terms,
            "published_at": rfc3339(revision.created_at),
            "sources": [
                {
                    "listing": source.listing,
                    "revision": source.revision,
                    "digest": source.digest,
                    "licence": source.licence,
                    "jti": source.licence,
                }
                for source in sources
            ],
        },
    )


def publication_facts(publication: Publication) -> Document:
    """What was published, what it was made under, and what attests it."""
    return {
        **revision_facts(publication.revision),
        "rows": publication.revision.rows,
        "licences": [source["licence"] for source in publication.sources],
        "attestation": str(publication.attestation_id),
    }


def withdrawal_facts(revision: Revision) -> Document:
    """Which listing is no longer on offer, and its newest revision."""
    return {"listing": revision.listing.slug, "revision": revision.number}
