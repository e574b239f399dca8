"""Reading a market: its trail, wallet, licences and evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from grader.chain import START, TYP
from grader.digests import canonical
from grader.licences import Terms
from grader.watermark import Carrier, Watermarks, watermark_seed
from hiring.assessments.models import Attempt
from hiring.keys.services import sign_claims
from hiring.lib.moments import rfc3339
from hiring.lib.rows import first_or_refuse
from hiring.market.countering import Proposal, propose
from hiring.market.documents import entry_document
from hiring.market.models import (
    Account,
    AnswerKey,
    Attestation,
    Credential,
    Entry,
    Licence,
    Offer,
    Revision,
    TrailEntry,
    World,
)


@dataclass(frozen=True, kw_only=True)
class Wallet:
    """An attempt's play money in micro-units: what it was given, has left and has spent.

    ``earned_micro`` is what its listings were paid; that is never spent, for the wallet holds the budget alone.
    """

    budget_micro: int
    balance_micro: int
    spent_micro: int
    earned_micro: int


def world_of(attempt: Attempt) -> World:
    """Return the market of an attempt."""
    return World.objects.select_related("attempt").get(attempt=attempt)


def credential_of(attempt: Attempt) -> Credential | None:
    """Return the attempt's own credential that is not revoked, if there is one; its metered keys are others."""
    return Credential.objects.filter(world__attempt=attempt, revoked_at=None, cap_micro=None).first()


def keys_of(world: World) -> QuerySet[Credential]:
    """Return an attempt's metered keys, latest first, those revoked among them."""
    return world.credentials.exclude(cap_micro=None).order_by("-created", "-pk")


def wallet_of(world: World) -> Wallet:
    """Return an attempt's play money."""
    wallet = world.accounts.get(kind=Account.Kind.WALLET)
    return Wallet(
        budget_micro=world.budget_micro,
        balance_micro=wallet.balance_micro,
        spent_micro=world.budget_micro - wallet.balance_micro,
        earned_micro=world.payouts.aggregate(earned=Sum("paid_micro", default=0))["earned"],
    )


def wallet_entries(world: World, *, beyond: tuple[datetime, UUID] | None = None) -> QuerySet[Entry]:
    """Return the lines of an attempt's wallet, latest first; only those beyond a line's time and id, where given."""
    lines = Entry.objects.filter(account__world=world, account__kind=Account.Kind.WALLET)
    if beyond is not None:
        at, line = beyond
        lines = lines.filter(Q(created_at__lt=at) | Q(created_at=at, pk__gt=line))
    return lines.select_related("transfer").order_by("-created_at", "pk")


def counter_to(offer: Offer) -> Proposal | None:
    """Return the nearest wish that an offer's terms would allow; None where they allow this one, or none."""
    return None if offer.allowed else propose(Terms.parse(offer.revision.terms), offer.wish)


def negotiation_of(world: World, offer: UUID) -> list[Offer]:
    """Return an offer with those it answers and those that answer it, the first one first."""
    made = world.offers.select_related("revision__listing")
    found = first_or_refuse(made.filter(pk=offer), "no_such_offer", "This attempt was made no such offer.")
    by_id = {each.pk: each for each in made.filter(revision__listing=found.revision.listing_id)}
    answered_by = {each.answers_id: each for each in by_id.values() if each.answers_id}
    chain = [found]
    while chain[0].answers_id:
        chain.insert(0, by_id[chain[0].answers_id])
    while chain[-1].pk in answered_by:
        chain.append(answered_by[chain[-1].pk])
    return chain


def licence_of(world: World, licence: UUID) -> Licence:
    """Return one of an attempt's own licences; refuse any other as if it didn't exist."""
    held = licences_of(world).filter(pk=licence)
    return first_or_refuse(held, "no_such_licence", "This attempt holds no such licence.")


def licences_of(world: World) -> QuerySet[Licence]:
    """Return an attempt's licences, latest first."""
    return world.licences.select_related("revision__listing", "offer").order_by("-created_at", "pk")


def attestation_of(world: World, attestation: UUID) -> Attestation:
    """Return one of an attempt's own attestations; refuse any other as if it didn't exist."""
    found = world.attestations.filter(pk=attestation)
    return first_or_refuse(found, "no_such_attestation", "This attempt has no such attestation.")


def activity_of(attempt: Attempt) -> QuerySet[TrailEntry]:
    """Return what an attempt did in its market, latest first."""
    return TrailEntry.objects.filter(world__attempt=attempt).order_by("-sequence")


def answer_key_of(attempt: Attempt) -> str | None:
    """Return the digest of the answer key of an attempt's exercise; for the grading worker alone."""
    return AnswerKey.objects.filter(revision__world__attempt=attempt).values_list("digest", flat=True).first()


def watermarks_of(attempt: Attempt, as_of: datetime) -> bytes | None:
    """Return the watermarks of the others in an attempt's cohort who had begun by then, in the format watermarks.v1.

    For the grading worker alone; None for an attempt without an answer key. Whoever begins later had nothing to copy
    from, so the document is the same whenever it is asked for. Variants of another revision are another dataset's.
    """
    planted = Revision.objects.exclude(answer_key=None)
    own = planted.filter(world__attempt=attempt).first()
    if own is None:
        return None
    beside = planted.filter(
        listing=own.listing_id,
        number=own.number,
        world__attempt__invitation__cohort__invitations__attempt=attempt,
        world__attempt__started_at__lte=as_of,
    ).exclude(pk=own.pk)
    carriers = beside.values_list("world__attempt__pseudonym", "world__seed")
    return Watermarks(
        others=tuple(Carrier(name=name, seed=watermark_seed(bytes(seed))) for name, seed in carriers)
    ).to_json()


def trail_document(attempt: Attempt, as_of: datetime | None = None) -> bytes:
    """Return an attempt's trail up to ``as_of`` (now, when not given), signed, in the format trail.v1."""
    world = world_of(attempt)
    moment = as_of or timezone.now()
    entries = list(world.trail.filter(at__lte=moment).order_by("sequence"))
    claims: dict[str, Any] = {
        "attempt": str(attempt.pk),
        "as_of": rfc3339(moment),
        "count": len(entries),
        "head": entries[-1].hash if entries else START,
    }
    return canonical(
        {
            "version": 1,
            "attempt": claims["attempt"],
            "as_of": claims["as_of"],
            "budget_micro": world.budget_micro,
            "entries": [{**entry_document(entry), "hash": entry.hash} for entry in entries],
            "signature": sign_claims(claims, typ=TYP),
        }
    )
