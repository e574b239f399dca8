"""Artefacts of transforms, found by their attempt and fetched by signed URLs while their licence is in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hiring.keys.queries import url_secret
from hiring.keys.services import current_url_key
from hiring.lib.refused import Refused
from hiring.lib.rows import first_or_refuse
from hiring.market.artefacts import artefact_bound, artefact_file
from hiring.market.grants import refuse_lapsed
from hiring.market.locking import lock_world
from hiring.market.models import Transform, World
from hiring.market.models.edge import DONE
from hiring.market.services.delivery import BytesAsked, refusals_told
from hiring.market.services.trail import Deed, extend_trail
from hiring.market.serving import BytesAnswer, serve
from hiring.market.signed_urls import is_genuine, signed_path

URL_SECONDS = 300
MOST_DIGITS = 12
WHOLE = Transform.objects.select_related("world", "grant__licence__revision__listing")


@dataclass(frozen=True, kw_only=True)
class Told:
    """A transform, and where its artefact can be fetched until when, if it has one and the licence stands."""

    transform: Transform
    signed_path: str | None
    expires_at: datetime | None


def tell_transform(*, world: World, transform_id: UUID) -> Told:
    """Return one of an attempt's own transforms with a fresh address; refuse any other as if it didn't exist."""
    found = WHOLE.filter(world=world, pk=transform_id)
    return told(first_or_refuse(found, "no_such_transform", "This attempt has asked for no such transform."))


def told(transform: Transform) -> Told:
    """Return a transform with the address of its artefact, signed for some minutes."""
    if transform.state != DONE or not _in_force(transform):
        return Told(transform=transform, signed_path=None, expires_at=None)
    expires_at = timezone.now().replace(microsecond=0) + timedelta(seconds=URL_SECONDS)
    key = current_url_key()
    path = signed_path(artefact_bound(transform, expires_at), kid=key.kid, secret=key.secret)
    return Told(transform=transform, signed_path=path, expires_at=expires_at)


def open_artefact(*, asked: BytesAsked) -> BytesAnswer:
    """Answer a request for an artefact's signed URL, as one for a grant's: whole, in part, or not at all.

    A genuine URL that is refused stands in the trail of its attempt, a forged one can write nowhere.
    """
    transform, expires_at = _genuine_transform(asked)
    with refusals_told(transform.world, _transform_facts(transform)):
        return _serve(transform, asked, expires_at)


@transaction.atomic
def _serve(transform: Transform, asked: BytesAsked, expires_at: datetime) -> BytesAnswer:
    lock_world(transform.world)
    _refuse_useless(transform, asked, expires_at)
    left = int((expires_at - timezone.now()).total_seconds())
    answer = serve(artefact_file(transform), asked.conditions, seconds=left)
    if answer.sent.length:
        extend_trail(world=transform.world, deeds=[Deed(kind="edge.served", facts=_served_facts(transform, answer))])
    return answer


def _genuine_transform(asked: BytesAsked) -> tuple[Transform, datetime]:
    transform = WHOLE.filter(pk=asked.grant, state=DONE).first()
    secret = url_secret(asked.key) if transform else None
    seconds = int(asked.expires) if _is_number(asked.expires) else 0
    expires_at = datetime.fromtimestamp(seconds, UTC)
    if (
        transform is None
        or secret is None
        or not is_genuine(
            artefact_bound(transform, expires_at),
            expires=asked.expires,
            signature=asked.signature,
            kid=asked.key,
            secret=secret,
        )
    ):
        raise Refused(
            "url_not_genuine",
            "This URL was not signed by the market, was changed since, or its key is no longer valid. "
            "Ask for the transform again and use the URL exactly as given.",
            status=403,
        )
    return transform, expires_at


def _refuse_useless(transform: Transform, asked: BytesAsked, expires_at: datetime) -> None:
    if asked.bearer is not None and asked.bearer.pk != transform.world_id:
        raise Refused("url_of_another_attempt", "This URL was given to another attempt.", status=403)
    if expires_at <= timezone.now():
        raise Refused("url_expired", "This URL has expired. Ask for the transform again.", status=403)
    transform.grant.licence.refresh_from_db(fields=("revoked_at", "revoked_because"))
    refuse_lapsed(transform.grant.licence)


def _in_force(transform: Transform) -> bool:
    try:
        refuse_lapsed(transform.grant.licence)
    except Refused:
        return False
    return True


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < MOST_DIGITS


def _transform_facts(transform: Transform) -> dict[str, str | int | bool]:
    """Say which transform a genuine URL is of, under which licence, and what it gives."""
    return {
        "transform": str(transform.pk),
        "licence": str(transform.grant.licence_id),
        "listing": transform.grant.licence.revision.listing.slug,
        "revision": transform.grant.licence.revision.number,
        "artefact": transform.digest,
    }


def _served_facts(transform: Transform, answer: BytesAnswer) -> dict[str, str | int | bool]:
    return {
        **_transform_facts(transform),
        "first": answer.sent.first,
        "last": answer.sent.last,
        "size": transform.size or 0,
        "status": int(answer.sent.status),
        **({"redirected": True} if answer.redirected else {}),
    }
