"""Granting access to licensed bytes by short-lived signed URLs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_bytes, token_hex
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from grader.faults import Kind, Route
from hiring.keys.services import UrlKey, current_url_key, sign_statement
from hiring.lib.kept import Kept, insert, together
from hiring.lib.refused import Refused
from hiring.market.documents import access_facts, access_statement
from hiring.market.grants import bound_of, refuse_lapsed
from hiring.market.locking import lock_open_market
from hiring.market.models import Attestation, Credential, Grant, Licence, World
from hiring.market.pricing import Fact, Model, charge
from hiring.market.services.counting import take_flaw
from hiring.market.services.ledger import Charge, bill_wallet, pay
from hiring.market.services.trail import Deed, append_trail, next_entries
from hiring.market.signed_urls import LONGEST_SECONDS, SHORTEST_SECONDS, signed_path

_HELD = Kept(
    lambda world, licence: (
        Licence.objects.select_related("revision__listing", "offer", "world")
        .defer("revision__card", "revision__listing__search", "revision__listing__description")
        .filter(world=world, pk=licence)
    ),
    uuid4(),
    uuid4(),
)


@dataclass(frozen=True, kw_only=True)
class Access:
    """A grant of access, the path and query to fetch, and the DSSE envelope that attests it."""

    grant: Grant
    signed_path: str
    envelope: Mapping[str, Any]
    flawed: bool


@transaction.atomic
def grant_access(
    *,
    world: World,
    licence_id: UUID,
    seconds: int = 300,
    credential: Credential | None = None,
) -> Access:
    """Give a licence holder the bytes for a while, charge what a grant costs, and attest it.

    Where the fault plan has a flaw for it, the URL is no longer good when it is used, and nothing is charged for it.
    """
    if not SHORTEST_SECONDS <= seconds <= LONGEST_SECONDS:
        raise Refused(
            "bad_lifetime", f"A signed URL lives {SHORTEST_SECONDS} to {LONGEST_SECONDS} seconds.", status=422
        )
    lock_open_market(world)
    licence = _licence_held(world, licence_id)
    refuse_lapsed(licence)
    flaw = take_flaw(world=world, route=Route.ACCESS, subject=str(licence.pk), listing=licence.revision.listing.slug)
    charges = [] if flaw else [_charge_for_access(licence)]
    bill = bill_wallet(world=world, charges=charges, credential=credential)
    key = _replaced_key() if flaw and flaw.kind is Kind.ROTATED else current_url_key()
    grant = _attested_grant(licence, key_id=key.kid, seconds=0 if flaw and flaw.kind is Kind.EXPIRED else seconds)
    granted = Deed(kind="access.granted", facts=access_facts(grant))
    entries = next_entries(world, [*([flaw.told] if flaw else ()), *filter(None, bill.told), granted])
    with together():
        pay(bill)
        insert([grant.attestation])
        insert([grant])
        insert(entries)
    path = signed_path(bound_of(grant), kid=key.kid, secret=key.secret)
    return Access(grant=grant, signed_path=path, envelope=grant.attestation.envelope, flawed=flaw is not None)


@transaction.atomic
def note_refused_access(*, world: World, licence_id: UUID, refusal: Refused) -> None:
    """Write into the trail that access was refused; call it after the refusal has rolled its transaction back."""
    append_trail(world=world, kind="access.refused", facts={"licence": str(licence_id), "reason": refusal.code})


def _replaced_key() -> UrlKey:
    """Return a key that verifies nothing any more: nobody keeps it."""
    return UrlKey(kid=token_hex(8), secret=token_bytes())


def _licence_held(world: World, licence_id: UUID) -> Licence:
    licence = _HELD.first(world.pk, licence_id)
    if licence is None:
        raise Refused("no_such_licence", "This attempt holds no such licence.", status=404)
    return licence


def _charge_for_access(licence: Licence) -> Charge:
    model, price = Model(licence.offer.pricing_model), licence.offer.price_micro
    amount = charge(model, price, Fact.ACCESS, size=licence.revision.size)
    return Charge(licence=licence, amount_micro=amount, reason="access", subject=licence.pk)


def _attested_grant(licence: Licence, *, key_id: str, seconds: int) -> Grant:
    now = timezone.now()
    grant = Grant(
        pk=uuid4(),
        created_at=now,
        licence=licence,
        key_id=key_id,
        expires_at=now.replace(microsecond=0) + timedelta(seconds=seconds),
    )
    grant.attestation = Attestation(
        world=licence.world,
        subject_digest=licence.revision.digest,
        envelope=sign_statement(access_statement(grant)),
    )
    return grant
