"""Registering models: a manifest that holds against what was granted is kept and countersigned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from grader.attestation import NotGenuine
from grader.digests import canonical, digest_of
from grader.errors import Unreadable
from grader.model_manifest import ModelManifest, parse_model, verify_model
from hiring.keys.queries import jwks
from hiring.keys.services import sign_statement
from hiring.lib.refused import Detail, Refused
from hiring.market.documents import model_facts, model_statement
from hiring.market.locking import lock_open_market
from hiring.market.models import Attestation, ModelSource, RegisteredModel, World
from hiring.market.sent import faults_of, unprintable
from hiring.market.services.trail import Deed, extend_trail
from hiring.market.vouching import CLOCK_DRIFT, Vouched, Voucher

MANIFEST_BYTES = 64 << 10
MOST_DATASETS = 100
MOST_MODELS = 100


@transaction.atomic
def register_model(*, world: World, manifest: Mapping[str, Any], attestations: Mapping[str, Any]) -> RegisteredModel:
    """Keep a model's manifest and countersign which datasets went into it; the same manifest is the same model.

    ``attestations`` are the DSSE envelopes of access, by the names that the manifest calls them by. Refused with every
    reason, by its pointer, unless the manifest is signed by its run and each of its datasets was granted to this world.
    """
    model = read_manifest(manifest)
    body = canonical(dict(manifest))
    lock_open_market(world)
    known = world.registered_models.filter(digest=digest_of(body)).first()
    if known is not None:
        return known
    if world.registered_models.count() >= MOST_MODELS:
        raise Refused("registry_full", f"This market registers at most {MOST_MODELS} models of one attempt.")
    trained_at = _trained_at(model)
    voucher = Voucher(world=world, model=model, attestations=attestations, keys=jwks(), trained_at=trained_at)
    vouched, faults = voucher.vouch()
    if faults:
        raise _refused(*faults)
    return _keep(world, model, body.decode(), vouched, trained_at)


def read_manifest(manifest: Mapping[str, Any]) -> ModelManifest:
    """Return a manifest that is in its format and signed by the key it carries; refuse any other."""
    if faults := faults_of(manifest, format_name="model.v1", under="/manifest", most_bytes=MANIFEST_BYTES):
        raise _refused(*faults)
    if fault := unprintable(manifest["name"], pointer="/manifest/name"):
        raise _refused(fault)
    if len(manifest["datasets"]) > MOST_DATASETS:
        sentence = f"A registered model names at most {MOST_DATASETS} datasets."
        raise _refused(Detail(pointer="/manifest/datasets", code="too_many", detail=sentence))
    try:
        model = parse_model(canonical(dict(manifest)))
        verify_model(model)
    except Unreadable as error:
        raise _refused(Detail(pointer=f"/manifest{error.place}", code="format", detail=error.sentence)) from error
    except NotGenuine as error:
        raise _refused(Detail(pointer="/manifest/signature", code="not_genuine", detail=error.reason)) from error
    return model


def _trained_at(model: ModelManifest) -> datetime:
    now = timezone.now()
    stated = model.training.finished_at
    if stated and stated > now + CLOCK_DRIFT:
        sentence = "This training has not ended yet. Register the model when it has, and check your clock."
        raise _refused(Detail(pointer="/manifest/training/finished_at", code="in_the_future", detail=sentence))
    return stated or now


def _refused(*faults: Detail) -> Refused:
    sentence = "This model can't be registered, and nothing was kept. Mend what errors lists, sign again, and send it."
    return Refused("model_refused", sentence, status=422, details=faults)


def _keep(
    world: World, manifest: ModelManifest, body: str, vouched: Sequence[Vouched], trained_at: datetime
) -> RegisteredModel:
    model = RegisteredModel(
        pk=uuid4(),
        world=world,
        name=manifest.name,
        digest=digest_of(body.encode()),
        manifest=body,
        trained_at=trained_at,
    )
    model.attestation = Attestation.objects.create(
        world=world, subject_digest=model.digest, envelope=sign_statement(model_statement(model, vouched))
    )
    model.save(force_insert=True)
    ModelSource.objects.bulk_create(
        ModelSource(
            model=model,
            position=position,
            licence=one.licence,
            grant=one.grant,
            fingerprint=one.source.fingerprint or "",
        )
        for position, one in enumerate(vouched)
    )
    extend_trail(world=world, deeds=[Deed(kind="model.registered", facts=model_facts(model, vouched))])
    return model
