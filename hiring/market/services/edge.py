"""The road of a transform: asked for with a signed URL, done in confinement, recorded once, or failed with a reason."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from hiring.confine import NotConfined
from hiring.lib.leases import FAILED, LEASED, QUEUED, LostLease, due, expire, finish, give_back
from hiring.lib.refused import Refused
from hiring.market.artefacts import is_transformable, lineage_of, manifest_of, transformed_facts
from hiring.market.grants import refuse_lapsed
from hiring.market.locking import lock_open_market, lock_world
from hiring.market.models import Grant, Transform, World
from hiring.market.models.edge import DONE
from hiring.market.ranges import Conditions
from hiring.market.services.delivery import BytesAsked, genuine_grant, refuse_useless
from hiring.market.services.lineage import report_lineage
from hiring.market.services.trail import Deed, extend_trail
from hiring.market.signed_urls import BYTES
from hiring.market.transforming import MEDIA_TYPES, Artefact, TransformFailed, transform_bytes

log = structlog.get_logger(__name__)

MOST_UNFINISHED = 3
MOST_TRANSFORMS = 100
MOST_SOURCE_BYTES = 256 * 1024 * 1024
OURS = 500
BACK_OFF_SECONDS = 5
OVERDUE_SECONDS = 5
MOST_AT_ONCE = 20
STOPPED = "The worker that did it stopped."
OUR_FAULT = "It could not be done, and the fault is ours. Ask again later."
SIGNED_PATH = re.compile(rf"{BYTES}/(?P<grant>[0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}})\?(?P<query>[^#]*)")


@transaction.atomic
def open_transform(*, world: World, url: str, steps: Sequence[Mapping[str, Any]]) -> Transform:
    """Open the transform of what a signed URL gives, if the URL is good and its own attempt asks."""
    lock_open_market(world)
    asked = read_url(url, world)
    grant = genuine_grant(asked)
    refuse_useless(grant, asked)
    _refuse_unfit(grant)
    _refuse_too_many(world)
    return Transform.objects.create(world=world, grant=grant, steps=[dict(step) for step in steps])


def read_url(url: str, world: World) -> BytesAsked:
    """Return what a signed URL of this market asks for; nothing is ever fetched, from here or from elsewhere."""
    ours = url.startswith(settings.PUBLIC_URL)
    signed = SIGNED_PATH.fullmatch(url.removeprefix(settings.PUBLIC_URL)) if ours else None
    if signed is None:
        raise Refused(
            "not_a_signed_url",
            "Only a signed URL of this market can be transformed. Ask for access, and send the url as it was given; "
            "nothing is fetched from elsewhere.",
            status=422,
        )
    query = parse_qs(signed["query"])
    said = {name: query.get(name, [""])[0] for name in ("expires", "key", "signature")}
    return BytesAsked(grant=UUID(signed["grant"]), **said, conditions=Conditions(), bearer=world)


def run_transform(*, transform: Transform) -> None:
    """Do a leased transform to its end: an artefact, another try later, or a failure with its reason."""
    try:
        refuse_lapsed(transform.grant.licence)
        record_artefact(transform=transform, made=transform_bytes(transform))
    except LostLease:
        log.info("lease lost, nothing written", transform=str(transform.pk), fence=transform.fence)
    except Refused as refusal:
        if refusal.status >= OURS:
            retry_transform(transform=transform, cause=refusal.sentence)
        else:
            fail_transform(transform=transform, cause=refusal.sentence)
    except (TransformFailed, NotConfined, FileNotFoundError) as problem:
        log.warning("transform not done", transform=str(transform.pk), problem=f"{type(problem).__name__}: {problem}")
        retry_transform(transform=transform, cause=OUR_FAULT)


@transaction.atomic
def record_artefact(*, transform: Transform, made: Artefact) -> Transform:
    """Record an artefact with lineage and trail entry, if the licence still stands: all of it once, or LostLease."""
    lock_world(transform.world)
    licence = transform.grant.licence
    licence.refresh_from_db(fields=("revoked_at", "revoked_because"))
    refuse_lapsed(licence)
    now = timezone.now()
    lineage = lineage_of(transform, made, now)
    finish(
        transform,
        state=DONE,
        finished_at=now,
        digest=made.stored.digest,
        size=made.stored.size,
        media_type=MEDIA_TYPES[made.format],
        manifest=manifest_of(transform, made),
        lineage=lineage,
        cause="",
    )
    report_lineage(world=transform.world, events=[lineage], is_batch=False, is_ours=True)
    extend_trail(world=transform.world, deeds=[Deed(kind="edge.transformed", facts=transformed_facts(transform, made))])
    return transform


def fail_transform(*, transform: Transform, cause: str) -> None:
    """End a transform that can't be done, with the reason."""
    try:
        finish(transform, state=FAILED, finished_at=timezone.now(), cause=cause)
    except LostLease:
        log.info("lease lost, nothing written", transform=str(transform.pk), fence=transform.fence)


def retry_transform(*, transform: Transform, cause: str) -> None:
    """Give a transform back for another try, or fail it when its tries are used up."""
    try:
        give_back(transform, after=BACK_OFF_SECONDS * transform.attempts, cause=cause)
    except LostLease:
        log.info("lease lost, nothing written", transform=str(transform.pk), fence=transform.fence)


@transaction.atomic
def return_expired() -> None:
    """Return the transforms of workers that died to the queue; fail those that have had their tries."""
    expire(Transform, cause=STOPPED)


def overdue_transforms() -> list[UUID]:
    """Return transforms that wait because nobody answered a doorbell."""
    return due(Transform, overdue=OVERDUE_SECONDS, most=MOST_AT_ONCE)


def _refuse_unfit(grant: Grant) -> None:
    revision = grant.licence.revision
    if not is_transformable(revision):
        sentence = f"{revision.media_type} can't be transformed. Rows pass steps in CSV and JSON Lines."
        raise Refused("not_transformable", sentence, status=422)
    if revision.size > MOST_SOURCE_BYTES:
        sentence = (
            f"It has {revision.size:,} bytes, and at most {MOST_SOURCE_BYTES:,} can be transformed. Fetch it whole."
        )
        raise Refused("source_too_large", sentence, status=422)


def _refuse_too_many(world: World) -> None:
    if world.transforms.filter(state__in=(QUEUED, LEASED)).count() >= MOST_UNFINISHED:
        raise Refused(
            "too_many_transforms",
            f"{MOST_UNFINISHED} transforms of this attempt are not done yet, which is the limit. Wait for one of them.",
            status=429,
            retry_after=BACK_OFF_SECONDS,
        )
    if world.transforms.count() >= MOST_TRANSFORMS:
        raise Refused(
            "no_transforms_left",
            f"This attempt has asked for {MOST_TRANSFORMS} transforms, which is the limit. Use the artefacts it has.",
            status=409,
        )
