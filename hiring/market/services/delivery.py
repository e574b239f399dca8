"""Serving the bytes that signed URLs name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from grader.faults import Route
from hiring.keys.queries import url_secret
from hiring.lib.refused import Refused
from hiring.market.documents import revision_facts
from hiring.market.grants import bound_of, refuse_expired
from hiring.market.locking import lock_world
from hiring.market.models import Grant, World
from hiring.market.ranges import Conditions
from hiring.market.services.counting import take_flaw
from hiring.market.services.faults import meet_faults
from hiring.market.services.trail import Deed, append_if_room, extend_trail
from hiring.market.serving import BytesAnswer, file_of, part_of, serve
from hiring.market.signed_urls import is_genuine


@dataclass(frozen=True, kw_only=True)
class BytesAsked:
    """A request for a signed URL: the grant its path names, its query, its conditions, and whose token came along."""

    grant: UUID
    expires: str
    key: str
    signature: str
    conditions: Conditions
    bearer: World | None = None


def open_bytes(*, asked: BytesAsked) -> BytesAnswer:
    """Answer a request for a signed URL with the whole file, a part of it, or nothing, as its conditions say.

    Refuses what is not genuine, has expired, belongs to another attempt or is under a licence no longer in force; a
    genuine URL that is refused stands in the trail of its attempt, a forged one can write nowhere.
    """
    grant = genuine_grant(asked)
    world, facts = grant.licence.world, _granted_facts(grant)
    with refusals_told(world, facts):
        refuse_useless(grant, asked)
    _meet_faults(grant, asked)
    with refusals_told(world, facts):
        return _serve(grant, asked)


@contextmanager
def refusals_told(world: World, facts: Mapping[str, Any]) -> Iterator[None]:
    """Write a refusal of what ``facts`` name into the trail once it has rolled its own transaction back."""
    try:
        yield
    except Refused as refusal:
        _tell_once(world, {**facts, "reason": refusal.code, "status": refusal.status})
        raise


@transaction.atomic
def _tell_once(world: World, refused: Mapping[str, Any]) -> None:
    """Write a refusal into the trail unless it stands there: whoever has a dead URL can't fill the trail with it."""
    lock_world(world)
    if not world.trail.filter(kind="bytes.refused", facts=refused).exists():
        append_if_room(world=world, kind="bytes.refused", facts=refused)


def _meet_faults(grant: Grant, asked: BytesAsked) -> None:
    """Play the plan's faults on a request for bytes that is in order; one that would get none is not counted."""
    if _gets_bytes(grant, asked):
        meet_faults(world=grant.licence.world, route=Route.BYTES, subject=grant.licence.revision.digest)


def _gets_bytes(grant: Grant, asked: BytesAsked) -> bool:
    conditions = asked.conditions
    return conditions.method == "GET" and part_of(file_of(grant.licence.revision), conditions).length > 0


@transaction.atomic
def _serve(grant: Grant, asked: BytesAsked) -> BytesAnswer:
    world, revision = grant.licence.world, grant.licence.revision
    lock_world(world)
    grant.licence.refresh_from_db(fields=("revoked_at", "revoked_because"))  # nobody can revoke it any more
    refuse_useless(grant, asked)
    flaw = None
    if _gets_bytes(grant, asked):
        flaw = take_flaw(world=world, route=Route.BYTES, subject=revision.digest, listing=revision.listing.slug)
    answer = serve(file_of(revision), asked.conditions, seconds=_seconds_left(grant), cut=flaw is not None)
    if answer.sent.length:
        served = Deed(kind="bytes.served", facts=_served_facts(grant, answer))
        extend_trail(world=world, deeds=[*([flaw.told] if flaw else ()), served])
    return answer


def _seconds_left(grant: Grant) -> int:
    return int((grant.expires_at - timezone.now()).total_seconds())


def genuine_grant(asked: BytesAsked) -> Grant:
    """Return the grant whose URL was asked for, if it is exactly what was signed."""
    known = Grant.objects.select_related("licence__world", "licence__revision__listing")
    grant = known.filter(pk=asked.grant).first()
    secret = url_secret(grant.key_id) if grant and grant.key_id == asked.key else None
    if grant is None or secret is None or not _is_signed(grant, asked, secret):
        raise Refused(
            "url_not_genuine",
            "This URL was not signed by the market, was changed since, or its key is no longer valid. "
            "Ask for access again and use the URL exactly as given.",
            status=403,
        )
    return grant


def _is_signed(grant: Grant, asked: BytesAsked, secret: bytes) -> bool:
    return is_genuine(bound_of(grant), expires=asked.expires, signature=asked.signature, kid=asked.key, secret=secret)


def refuse_useless(grant: Grant, asked: BytesAsked) -> None:
    """Refuse a URL that was given to somebody else, or is no longer good."""
    if asked.bearer is not None and asked.bearer.pk != grant.licence.world_id:
        raise Refused(
            "url_of_another_attempt",
            "This URL was given to another attempt. License the dataset yourself and ask for access.",
            status=403,
        )
    refuse_expired(grant)


def _granted_facts(grant: Grant) -> dict[str, Any]:
    """Say which grant a genuine URL is of, under which licence, and what it gives."""
    return {
        **revision_facts(grant.licence.revision),
        "grant": str(grant.pk),
        "licence": str(grant.licence_id),
    }


def _served_facts(grant: Grant, answer: BytesAnswer) -> dict[str, Any]:
    return {
        **_granted_facts(grant),
        "first": answer.sent.first,
        "last": answer.sent.last,
        "size": grant.licence.revision.size,
        "status": int(answer.sent.status),
        **({"redirected": True} if answer.redirected else {}),
    }
