"""Artefacts of edge transforms: their manifest, the event that tells what they were made of, and their signed URLs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings

from grader.digests import fingerprint_of
from hiring.lib.moments import rfc3339
from hiring.market.documents import revision_facts
from hiring.market.exports.described import EXTENSIONS, file_name
from hiring.market.models import Revision, Transform
from hiring.market.serving import File
from hiring.market.signed_urls import ARTEFACTS, Bound
from hiring.market.transforming import MEDIA_TYPES, Artefact

PRODUCER = "urn:assay:market"
EVENT = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"
DIGEST_FACET = "urn:assay:facet:digest:v1"


def artefact_file(transform: Transform) -> File:
    """Return the artefact as it is delivered."""
    revision = transform.grant.licence.revision
    name = f"edge-{file_name(revision.listing.slug, revision.number, transform.media_type)}"
    return File(digest=transform.digest, size=transform.size or 0, media_type=transform.media_type, name=name)


def artefact_bound(transform: Transform, expires_at: datetime) -> Bound:
    """Return what the signature of an artefact's URL is bound to."""
    return Bound(
        grant=transform.pk,
        attempt=transform.world.attempt_id,
        revision=transform.grant.licence.revision_id,
        expires_at=expires_at,
        root=ARTEFACTS,
    )


def manifest_of(transform: Transform, made: Artefact) -> dict[str, Any]:
    """Return the facts of manifest.v1 that are known of an artefact, and under ``x-edge`` how it was made."""
    licence = transform.grant.licence
    revision = licence.revision
    sha256 = made.stored.digest.removeprefix("sha256:")
    path = f"data/{file_name(revision.listing.slug, revision.number, MEDIA_TYPES[made.format])}"
    return {
        "version": 1,
        "dataset_id": f"{revision.listing.slug}@{revision.number}",
        "license_token": licence.token,
        "fingerprint": fingerprint_of([(path, sha256)]),
        "source_uri": f"{settings.PUBLIC_URL}/api/v1/datasets/{revision.listing.slug}",
        "files": [
            {
                "path": path,
                "sha256": sha256,
                "bytes": made.stored.size,
                "rows": made.rows_out,
                "format": made.format,
            }
        ],
        "x-edge": {
            "source_digest": revision.digest,
            "steps": transform.steps,
            "rows_in": made.rows_in,
            "rows_out": made.rows_out,
            "set_aside": made.set_aside,
            "redacted": made.redacted,
            "failures": made.failures,
        },
    }


def lineage_of(transform: Transform, made: Artefact, ended_at: datetime) -> dict[str, Any]:
    """Return the OpenLineage event of a transform: from the digest that was licensed to the artefact's.

    Its job is called after what its steps do, and is its own: another file that passes the same steps has another.
    """
    revision = transform.grant.licence.revision
    namespace, name = str(transform.world.attempt_id), f"edge/{transform.pk}"
    steps = ", ".join(dict.fromkeys(step["kind"] for step in transform.steps))
    return {
        "eventType": "COMPLETE",
        "eventTime": rfc3339(ended_at),
        "producer": PRODUCER,
        "schemaURL": EVENT,
        "run": {"runId": str(transform.pk)},
        "job": {"namespace": namespace, "name": f"{steps} ({name})"},
        "inputs": [_dataset(namespace, _named(revision), revision.digest)],
        "outputs": [_dataset(namespace, name, made.stored.digest)],
    }


def transformed_facts(transform: Transform, made: Artefact) -> dict[str, Any]:
    """Say what was made of which licensed bytes, by which kinds of steps."""
    return {
        **revision_facts(transform.grant.licence.revision),
        "transform": str(transform.pk),
        "grant": str(transform.grant_id),
        "licence": str(transform.grant.licence_id),
        "steps": [step["kind"] for step in transform.steps],
        "artefact": made.stored.digest,
        "rows_in": made.rows_in,
        "rows_out": made.rows_out,
        "set_aside": made.set_aside,
    }


def is_transformable(revision: Revision) -> bool:
    """Say whether the bytes of a revision are of a format whose rows can pass steps."""
    return EXTENSIONS.get(revision.media_type) in ("csv", "jsonl")


def _named(revision: Revision) -> str:
    return f"{revision.listing.slug}@{revision.number}"


def _dataset(namespace: str, name: str, digest: str) -> dict[str, Any]:
    facet = {"_producer": PRODUCER, "_schemaURL": DIGEST_FACET, "digest": digest}
    return {"namespace": namespace, "name": name, "facets": {"assay_digest": facet}}
