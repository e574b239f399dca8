"""What registers a model: a manifest signed by a run, naming datasets that a market granted."""

from __future__ import annotations

from typing import Any

from hiring.market.models import Licence, RegisteredModel
from hiring.market.services.access import grant_access
from hiring.market.services.registry import register_model
from tests.grader.evidence import make_model

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


def registered(licence: Licence, **changed: Any) -> RegisteredModel:
    """A model that was made of the dataset of one licence."""
    access = grant_access(world=licence.world, licence_id=licence.pk)
    manifest = make_model(source(licence), **changed)
    return register_model(world=licence.world, manifest=manifest, attestations={ATTESTATION: access.envelope})
