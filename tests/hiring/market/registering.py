"""What registers a model: a manifest signed by a run, naming datasets that a market granted."""

from __future__ import annotations

from typing import Any

from hiring.market.models import Licence, RegisteredModel
from hiring.market.services.access import Access, grant_access
from hiring.market.services.delivery import open_bytes
from hiring.market.services.registry import register_model
from tests.grader.evidence import make_model
from tests.hiring.market.test_delivery import asked

ATTESTATION = "attestations/strikes.json"


def source(licence: Licence, **changed: Any) -> dict[str, Any]:
    """How a manifest names the dataset of a licence."""
    return {
        "listing": licence.revision.listing.slug,
        "revision": licence.revision.number,
        "digest": licence.revision.digest,
        "licence_jti": str(licence.pk),
        "attestation": ATTESTATION,
        **changed,
    }


def fetched(licence: Licence) -> Access:
    """Access to the dataset of a licence, whose bytes were fetched."""
    access = grant_access(world=licence.world, licence_id=licence.pk)
    open_bytes(asked=asked(access)).body.close()
    return access


def registered(licence: Licence, **changed: Any) -> RegisteredModel:
    """A model that was made of the dataset of one licence."""
    access = fetched(licence)
    manifest = make_model(source(licence), **changed)
    return register_model(world=licence.world, manifest=manifest, attestations={ATTESTATION: access.envelope})
