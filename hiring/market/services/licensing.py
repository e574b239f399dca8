"""Making offers, countering and accepting them, and revoking the licences they became."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from grader.licences import Terms, Wish, evaluate
from hiring.accounts.models import Person
from hiring.assessments.services.attempting import record_about
from hiring.keys.services import sign_claims
from hiring.lib.refused import Detail, Refused
from hiring.lib.rows import first_or_refuse
from hiring.market.catalogue import revision_on_offer
from hiring.market.countering import Counter
from hiring.market.documents import LICENCE_TOKEN, licence_claims, licence_facts, offer_facts
from hiring.market.locking import lock_open_market, lock_world
from hiring.market.models import Credential, Licence, Offer, Revision, World
from hiring.market.pricing import Fact, Model, charge
from hiring.market.services.announcing import tell_revocation
from hiring.market.services.ledger import Charge, bill_wallet, pay
from hiring.market.services.trail import Deed, append_trail, extend_trail

OFFER_LASTS = timedelta(hours=1)
LICENCE_LASTS = timedelta(days=30)
LONGEST_RETENTION_DAYS = 36_500


@transaction.atomic
def make_offer(*, world: World, listing: str, wish: Wish, pricing_model: str) -> Offer:
    """Answer a wish to use a listing clause by clause; an offer that denies a clause is made, and can't be accepted."""
    lock_open_market(world)
    return _offer(world, listing, wish, pricing_model)


@transaction.atomic
def counter_offer(*, world: World, offer_id: UUID, counter: Counter) -> Offer:
    """Answer a wish that was changed by a new offer, which takes the place of the one it answers."""
    lock_open_market(world)
    before = _offer_made(world, offer_id)
    _refuse_closed(before)
    wish, pricing_model = counter.applied_to(before.wish), counter.pricing_model or before.pricing_model
    if (wish, pricing_model) == (before.wish, before.pricing_model):
        raise Refused(
            "nothing_changed",
            "This counter-offer asks for what was asked before. Change the use case, region, retention, privacy or "
            "pricing model; what the market would allow stands in the offer as its counter.",
            status=422,
        )
    return _offer(world, before.revision.listing.slug, wish, pricing_model, answers=before)


@transaction.atomic
def accept_offer(*, world: World, offer_id: UUID, credential: Credential | None = None) -> Licence:
    """Turn an offer into a licence and pay its subscription; accepting it again returns the same licence."""
    lock_open_market(world)
    offer = _offer_made(world, offer_id)
    if hasattr(offer, "licence"):
        return offer.licence
    _refuse_unacceptable(offer)
    licence = _issue(offer, world)
    issued = Deed(kind="licence.issued", facts=licence_facts(licence))
    price = charge(Model(offer.pricing_model), offer.price_micro, Fact.LICENCE)
    subscription = Charge(licence=licence, amount_micro=price, reason="subscription", subject=licence.pk)
    bill = bill_wallet(world=world, charges=[subscription], credential=credential)
    pay(bill)
    extend_trail(world=world, deeds=[issued, *filter(None, bill.told)])
    return licence


@transaction.atomic
def revoke_licence(*, licence: Licence, reason: str, by: Person | None = None) -> Licence:
    """Take a licence back from now on; what was fetched under it before stays lawful. A second time changes nothing."""
    lock_world(licence.world)
    licence.refresh_from_db(fields=("revoked_at",))
    if licence.revoked_at is None:
        licence.revoked_at, licence.revoked_because = timezone.now(), reason
        licence.save(update_fields=("revoked_at", "revoked_because"))
        append_trail(world=licence.world, kind="licence.revoked", facts={"licence": str(licence.pk), "reason": reason})
        record_about(licence.world.attempt, "licence.revoked", by, licence=str(licence.pk), reason=reason)
        tell_revocation(licence)
    return licence


def _offer(world: World, listing: str, wish: Wish, pricing_model: str, answers: Offer | None = None) -> Offer:
    revision = revision_on_offer(world, listing)
    _refuse_unfit(revision, wish, pricing_model)
    clauses = evaluate(Terms.parse(revision.terms), wish)
    offer = Offer.objects.create(
        world=world,
        revision=revision,
        use_case=wish.use_case,
        region=wish.region,
        retention_days=wish.retention_days,
        epsilon=wish.privacy.epsilon if wish.privacy else None,
        delta=wish.privacy.delta if wish.privacy else None,
        pricing_model=pricing_model,
        price_micro=revision.pricing[pricing_model],
        clauses=[{"name": each.name, "allowed": each.allowed, "reason": each.reason} for each in clauses],
        allowed=all(each.allowed for each in clauses),
        expires_at=timezone.now() + OFFER_LASTS,
        answers=answers,
    )
    extend_trail(world=world, deeds=[Deed(kind="offer.made", facts=offer_facts(offer))])
    return offer


def _offer_made(world: World, offer_id: UUID) -> Offer:
    made = Offer.objects.select_related("revision__listing", "answered_by", "licence__revision__listing")
    return first_or_refuse(
        made.filter(world=world, pk=offer_id), "no_such_offer", "This attempt was made no such offer."
    )


def _refuse_unfit(revision: Revision, wish: Wish, pricing_model: str) -> None:
    if pricing_model not in revision.pricing:
        models = ", ".join(sorted(revision.pricing))
        raise Refused(
            "no_such_pricing_model",
            f"{revision.listing.slug} is priced {models}; {pricing_model[:40]!r} is none of them.",
            status=422,
        )
    if not 1 <= wish.retention_days <= LONGEST_RETENTION_DAYS:
        raise Refused("bad_retention", f"Data are kept for 1 to {LONGEST_RETENTION_DAYS:,} days.", status=422)


def _refuse_closed(offer: Offer) -> None:
    """Refuse an offer that nothing more is said to: accepted, answered by a newer one, or too old."""
    if hasattr(offer, "licence"):
        raise Refused("offer_accepted", "This offer was accepted and is a licence now. Make another offer.")
    if hasattr(offer, "answered_by"):
        raise Refused(
            "offer_answered",
            f"A newer offer took the place of this one. Go on with {offer.answered_by.pk}.",
        )
    if offer.expires_at <= timezone.now():
        raise Refused("offer_expired", "This offer has expired. Make a new one.", status=410)


def _refuse_unacceptable(offer: Offer) -> None:
    _refuse_closed(offer)
    if offer.revision.withdrawn_at is not None:
        raise Refused(
            "listing_withdrawn",
            f"{offer.revision.listing.slug} was withdrawn after this offer was made. Look for another dataset.",
            status=410,
        )
    denied = [clause for clause in offer.clauses if not clause["allowed"]]
    if denied:
        raise Refused(
            "offer_denies",
            "This offer can't be accepted: its terms do not allow what you asked for. Counter it with what they allow.",
            details=tuple(Detail(pointer="", detail=each["reason"], code=each["name"]) for each in denied),
        )


def _issue(offer: Offer, world: World) -> Licence:
    now = timezone.now()
    licence = Licence(
        offer=offer,
        world=world,
        revision=offer.revision,
        created_at=now,
        expires_at=now + LICENCE_LASTS,
    )
    licence.token = sign_claims(licence_claims(licence), typ=LICENCE_TOKEN)
    licence.save(force_insert=True)
    return licence
