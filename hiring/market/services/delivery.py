"""Serving the bytes that signed URLs name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from grader.faults import Kind, Route
from hiring.keys.queries import url_secret
from hiring.lib.refused import Refused
from hiring.market.documents import revision_facts
from hiring.market.grants import bound_of, refuse_expired
from hiring.market.locking import lock_world
from hiring.market.models import Grant, World
from hiring.market.ranges import NOTHING, Conditions, Part, half_of, part_to_serve
from hiring.market.services.faults import meet_faults
from hiring.market.services.trail import Deed, append_trail, extend_trail
from hiring.market.serving import CutPart, FilePart, address_at_store, headers_for
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


@dataclass(frozen=True, kw_only=True)
class BytesAnswer:
    """What to answer: a status, headers, and a body that is read as it is sent; whoever has it closes it."""

    status: HTTPStatus
    headers: Mapping[str, str]
    body: FilePart


def open_bytes(*, asked: BytesAsked) -> BytesAnswer:
    """Answer a request for a signed URL with the whole file, a part of it, or nothing, as its conditions say.

    Bytes that are in an object store which clients may reach are answered with its own address for them.
    Refuses what is not genuine, has expired, belongs to another attempt or is under a licence no longer in force; a
    genuine URL that is refused stands in the trail of its attempt, a forged one can write nowhere.
    """
    grant = _genuine_grant(asked)
    with _refusals_told(grant):
        _refuse_useless(grant, asked)
    flaw = _meet_faults(grant, asked)
    with _refusals_told(grant):
        return _serve(grant, asked, flaw)


@contextmanager
def _refusals_told(grant: Grant) -> Iterator[None]:
    """Write a refusal into the trail once it has rolled its own transaction back."""
    try:
        yield
    except Refused as refusal:
        facts = {"reason": refusal.code, "status": refusal.status}
        append_trail(world=grant.licence.world, kind="bytes.refused", facts={**_granted_facts(grant), **facts})
        raise


def _meet_faults(grant: Grant, asked: BytesAsked) -> Kind | None:
    """Play the plan's faults on a request for bytes that is in order; one that would get none is not counted."""
    if asked.conditions.method != "GET" or not _part_for(grant, asked).length:
        return None
    return meet_faults(world=grant.licence.world, route=Route.BYTES, subject=grant.licence.revision.digest)


@transaction.atomic
def _serve(grant: Grant, asked: BytesAsked, flaw: Kind | None) -> BytesAnswer:
    world, revision = grant.licence.world, grant.licence.revision
    lock_world(world)
    grant.licence.refresh_from_db(fields=("revoked_at", "revoked_because"))  # nobody can revoke it any more
    _refuse_useless(grant, asked)
    part = _part_for(grant, asked)
    sent = part if asked.conditions.method == "GET" else NOTHING
    if sent.length and flaw is None and (elsewhere := _address_at_store(grant, asked)):
        return _redirect(grant, asked, elsewhere)
    sent, kind = (half_of(sent), CutPart) if flaw is Kind.CUT else (sent, FilePart)
    body = kind(revision.digest, sent)
    if sent.length:
        extend_trail(world=world, deeds=[Deed(kind="bytes.served", facts=_served_facts(grant, sent))])
    return BytesAnswer(status=part.status, headers=headers_for(revision, part), body=body)


def _address_at_store(grant: Grant, asked: BytesAsked) -> str | None:
    """Return the store's address for the bytes; None where it has none, or could not go on from what we sent before.

    The store has a tag of its own for the same bytes: who names ours has them in part from us, and gets the rest here.
    """
    if asked.conditions.if_range == _etag(grant):
        return None
    left = int((grant.expires_at - timezone.now()).total_seconds())
    return address_at_store(grant.licence.revision, seconds=left)


def _redirect(grant: Grant, asked: BytesAsked, address: str) -> BytesAnswer:
    """Send the client to the store, with what it asked for in the trail: what the store sent, only the client knows."""
    unconditional = replace(asked, conditions=replace(asked.conditions, if_range=None))
    wanted = _part_for(grant, unconditional)
    facts = {**_served_facts(grant, wanted if wanted.length else _part_for(grant, asked)), "redirected": True}
    extend_trail(world=grant.licence.world, deeds=[Deed(kind="bytes.served", facts=facts)])
    headers = {"Location": address, "Cache-Control": "no-store", "Content-Length": "0"}
    body = FilePart(grant.licence.revision.digest, NOTHING)
    return BytesAnswer(status=HTTPStatus.TEMPORARY_REDIRECT, headers=headers, body=body)


def _etag(grant: Grant) -> str:
    return f'"{grant.licence.revision.digest}"'


def _part_for(grant: Grant, asked: BytesAsked) -> Part:
    revision = grant.licence.revision
    return part_to_serve(asked.conditions, size=revision.size, etag=_etag(grant))


def _genuine_grant(asked: BytesAsked) -> Grant:
    known = Grant.objects.select_related("licence__world", "licence__revision__listing")
    grant = known.filter(pk=asked.grant, key_id=asked.key).first()
    secret = url_secret(asked.key) if grant else None
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


def _refuse_useless(grant: Grant, asked: BytesAsked) -> None:
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


def _served_facts(grant: Grant, sent: Part) -> dict[str, Any]:
    return {
        **_granted_facts(grant),
        "first": sent.first,
        "last": sent.last,
        "size": grant.licence.revision.size,
        "status": int(sent.status),
    }
