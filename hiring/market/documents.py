"""Rows of the market as the JSON documents that are hashed, signed and written into trails."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, TypeAlias

from grader.attestation import DATASET_ACCESS, MODEL, Statement, Subject
from hiring.lib.moments import rfc3339
from hiring.market.models import (
    Credential,
    Grant,
    Licence,
    Offer,
    Receipt,
    RegisteredModel,
    Revision,
    TrailEntry,
    UsageEvent,
)
from hiring.market.quotes import Quote
from hiring.market.vouching import Vouched

Document: TypeAlias = dict[str, Any]

LICENCE_TOKEN = "assay-licence+jwt"  # noqa: S105 - a media type
RECEIPT = "assay-receipt+jwt"


def entry_document(entry: TrailEntry) -> Document:
    """An entry of the trail as its hash covers it: everything but the hash, in the format trail.v1."""
    return {
        "sequence": entry.sequence,
        "at": rfc3339(entry.at),
        "kind": entry.kind,
        "facts": entry.facts,
        "previous": entry.previous,
    }


def key_facts(key: Credential) -> Document:
    """Which metered key, and what it may do and spend."""
    return {"key": key.client_id, "label": key.label, "scopes": key.scopes, "cap_micro": key.cap_micro}


def revision_facts(revision: Revision) -> Document:
    """Which bytes of which listing."""
    return {"listing": revision.listing.slug, "revision": revision.number, "digest": revision.digest}


def offer_facts(offer: Offer) -> Document:
    """What an offer answered."""
    return {
        "offer": str(offer.pk),
        "listing": offer.revision.listing.slug,
        "revision": offer.revision.number,
        "use_case": offer.use_case,
        "region": offer.region,
        "retention_days": offer.retention_days,
        "pricing_model": offer.pricing_model,
        "allowed": offer.allowed,
        "refused_clauses": [clause["name"] for clause in offer.clauses if not clause["allowed"]],
        **({"answers": str(offer.answers_id)} if offer.answers_id else {}),
    }


def quote_facts(quote: Quote) -> Document:
    """What use was planned, and what it would cost in the cheapest pricing model."""
    cheapest = quote.models[0]
    return {
        **revision_facts(quote.revision),
        "plan": asdict(quote.plan),
        "pricing_model": str(cheapest.pricing_model),
        "total_micro": cheapest.total_micro,
    }


def licence_facts(licence: Licence) -> Document:
    """What a licence permits, of which bytes, until when."""
    return {
        **revision_facts(licence.revision),
        "licence": str(licence.pk),
        "offer": str(licence.offer_id),
        "jti": str(licence.pk),
        "expires_at": rfc3339(licence.expires_at),
        "terms": licence.revision.terms,
        "pricing_model": licence.offer.pricing_model,
    }


def licence_claims(licence: Licence) -> Document:
    """The claims of a licence's token."""
    issued = int(licence.created_at.timestamp())
    return {
        **revision_facts(licence.revision),
        "iss": "assay-market",
        "aud": "assay",
        "sub": str(licence.world.attempt_id),
        "iat": issued,
        "nbf": issued,
        "exp": int(licence.expires_at.timestamp()),
        "jti": str(licence.pk),
        "attempt": str(licence.world.attempt_id),
        "terms": licence.revision.terms,
        "use_case": licence.offer.use_case,
        "region": licence.offer.region,
        "retention_days": licence.offer.retention_days,
    }


def access_statement(grant: Grant) -> Statement:
    """The statement that this attempt was given these bytes under this licence."""
    licence = grant.licence
    revision = licence.revision
    return Statement(
        subjects=(Subject(name=f"{revision.listing.slug}@{revision.number}", digest=revision.digest),),
        predicate_type=DATASET_ACCESS,
        predicate={
            "attempt": str(licence.world.attempt_id),
            "listing": revision.listing.slug,
            "revision": revision.number,
            "licence": str(licence.pk),
            "jti": str(licence.pk),
            "grant": str(grant.pk),
            "granted_at": rfc3339(grant.created_at),
        },
    )


def access_facts(grant: Grant) -> Document:
    """Which bytes a grant gives, and until when."""
    return {
        **revision_facts(grant.licence.revision),
        "grant": str(grant.pk),
        "licence": str(grant.licence_id),
        "expires_at": rfc3339(grant.expires_at),
        "attestation": str(grant.attestation_id),
    }


def model_statement(model: RegisteredModel, sources: Sequence[Vouched]) -> Statement:
    """The statement that this model was made of these datasets, each of which the market granted to this attempt."""
    return Statement(
        subjects=(Subject(name=model.name, digest=model.digest),),
        predicate_type=MODEL,
        predicate={
            "attempt": str(model.world.attempt_id),
            "model": str(model.pk),
            "trained_at": rfc3339(model.trained_at),
            "registered_at": rfc3339(model.created_at),
            "run_key": json.loads(model.manifest)["key"],
            "materials": [_material(one) for one in sources],
        },
    )


def _material(one: Vouched) -> Document:
    """One dataset as an in-toto resource descriptor."""
    revision = one.licence.revision
    return {
        "name": f"{revision.listing.slug}@{revision.number}",
        "digest": {"sha256": revision.digest.removeprefix("sha256:")},
        "annotations": {
            "licence": str(one.licence.pk),
            "grant": str(one.grant.pk),
            "attestation": str(one.grant.attestation_id),
        },
    }


def model_facts(model: RegisteredModel, sources: Sequence[Vouched]) -> Document:
    """Which model was registered, made of what."""
    revisions = [one.licence.revision for one in sources]
    return {
        "model": str(model.pk),
        "name": model.name,
        "digest": model.digest,
        "attestation": str(model.attestation_id),
        "trained_at": rfc3339(model.trained_at),
        "datasets": [f"{revision.listing.slug}@{revision.number}" for revision in revisions],
    }


def usage_facts(usage: UsageEvent, charged_micro: int) -> Document:
    """What was used, how much of it, what for if that was told, and what it cost."""
    served = {"inference": usage.inference} if usage.inference else {}
    return {
        "usage": str(usage.pk),
        "event_id": usage.event_id,
        "licence": str(usage.licence_id),
        "listing": usage.licence.revision.listing.slug,
        "kind": str(usage.kind),
        "quantity": usage.quantity,
        "model": usage.model,
        "feature": usage.feature,
        **served,
        "occurred_at": rfc3339(usage.occurred_at),
        "charged_micro": charged_micro,
    }


def usage_claims(receipt: Receipt) -> Document:
    """The claims of the receipt for one usage event."""
    return {
        **usage_facts(receipt.usage, receipt.charged_micro),
        "iss": "assay",
        "iat": int(receipt.created_at.timestamp()),
        "kind": "usage",
        "use": str(receipt.usage.kind),
        "receipt": str(receipt.pk),
        "attempt": str(receipt.usage.world.attempt_id),
    }
