"""The creator's side of the market: drafting a listing, publishing and revising it, and withdrawing it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hiring.keys.services import sign_statement
from hiring.lib.refused import Refused
from hiring.lib.storage import Readable, hold
from hiring.market.cards import read_card, refuse_other_data
from hiring.market.describing import DESCRIBED, revision_from
from hiring.market.likeness import likeness
from hiring.market.locking import lock_open_market
from hiring.market.models import Attestation, Draft, Licence, Listing, Publication, World
from hiring.market.own_listings import own_listing
from hiring.market.publications import draft_facts, publication_facts, publication_statement, withdrawal_facts
from hiring.market.row_counts import count_rows
from hiring.market.services.announcing import tell_revision
from hiring.market.services.trail import append_trail
from hiring.market.sources import Source, licences_named, refuse_unfit_sources, weigh_sources

MOST_LISTINGS = 20
MOST_DRAFTS = 200


def write_draft(
    *,
    world: World,
    document: bytes,
    data: Readable,
    derived_from: Sequence[UUID],
    listing_id: UUID | None = None,
) -> Draft:
    """Draft a new listing, or the next revision of one of the attempt's own; an earlier draft of it is replaced.

    ``document`` is its card in the format listing.v1, ``data`` the file that the card speaks of, ``derived_from`` the
    licences it was made under. The data are stored once they are found to be as the card says.
    """
    card = read_card(document)
    with hold(data, most=settings.BUNDLE_MAX_BYTES) as held:
        held.file.seek(0)
        columns = [column["name"] for column in card["columns"]]
        rows = count_rows(held.file, media_type=card["file"]["media_type"], columns=columns)
        refuse_other_data(card, stored=held.stored, rows=rows)
        with transaction.atomic():
            lock_open_market(world)
            _refuse_more_drafts(world)
            licences = licences_named(world, derived_from)
            _refuse_copied(world, held.stored.digest)
            draft = _write(_described(world, listing_id, card), card, licences)
            append_trail(world=world, kind="listing.drafted", facts=draft_facts(draft))
            held.keep()
            return draft


@transaction.atomic
def publish_listing(*, world: World, listing_id: UUID) -> Publication:
    """Put a draft on offer as the next revision of its listing, which never changes again, and attest it.

    Refuses what a source doesn't permit, clause by clause; a draft is published once.
    """
    lock_open_market(world)
    listing = own_listing(world, listing_id)
    draft = getattr(listing, "draft", None)
    if draft is None:
        raise Refused("nothing_to_publish", "This listing has no draft. Draft its next revision first.")
    _refuse_taken(world, listing, draft.card)
    sources = weigh_sources(licences_named(world, [UUID(each) for each in draft.derived_from]), draft.card["terms"])
    refuse_unfit_sources(sources)
    publication = _publish(world, listing, draft.card, sources)
    draft.delete()
    revised = publication.revision.number > 1
    kind = "listing.revised" if revised else "listing.published"
    append_trail(world=world, kind=kind, facts=publication_facts(publication))
    if revised:
        tell_revision(world, publication.revision)
    return publication


@transaction.atomic
def withdraw_listing(*, world: World, listing_id: UUID) -> Listing:
    """Take every revision of a listing off offer; nothing is deleted, and a second time changes nothing."""
    lock_open_market(world)
    listing = own_listing(world, listing_id)
    newest = listing.revisions.order_by("-number").select_related("listing").first()
    if newest is None:
        raise Refused("not_published", "Nothing of this listing was published, so there is nothing to withdraw.")
    if listing.revisions.filter(withdrawn_at=None).update(withdrawn_at=timezone.now()):
        append_trail(world=world, kind="listing.withdrawn", facts=withdrawal_facts(newest))
    return listing


def _described(world: World, listing_id: UUID | None, card: dict[str, Any]) -> Listing:
    """Return the listing that a card is drafted for, described as the card has it while nothing is published."""
    if listing_id is None and world.listings.count() >= MOST_LISTINGS:
        raise Refused("too_many_listings", f"There are {MOST_LISTINGS} listings, the most there may be. Revise one.")
    listing = Listing(world=world) if listing_id is None else own_listing(world, listing_id)
    _refuse_taken(world, listing, card)
    if not listing.revisions.exists():
        _describe(listing, card)
    return listing


def _describe(listing: Listing, card: dict[str, Any]) -> None:
    listing.slug = card["slug"]
    for name in DESCRIBED:
        setattr(listing, name, card[name])
    listing.save()


def _write(listing: Listing, card: dict[str, Any], licences: Sequence[Licence]) -> Draft:
    said = {"card": card, "derived_from": [str(each.pk) for each in licences], "written_at": timezone.now()}
    return Draft.objects.update_or_create(listing=listing, defaults=said)[0]


def _publish(world: World, listing: Listing, card: dict[str, Any], sources: Sequence[Source]) -> Publication:
    _describe(listing, card)
    number = listing.revisions.count() + 1
    revision = revision_from(card, listing=listing, number=number, world=world)
    revision.save(force_insert=True)
    attestation = Attestation.objects.create(
        world=world,
        subject_digest=revision.digest,
        envelope=sign_statement(publication_statement(world, revision, sources)),
    )
    kept = [source.to_json() for source in sources]
    return Publication.objects.create(revision=revision, attestation=attestation, sources=kept)


def _refuse_more_drafts(world: World) -> None:
    if world.trail.filter(kind="listing.drafted").count() >= MOST_DRAFTS:
        raise Refused("too_many_drafts", f"{MOST_DRAFTS} drafts were written, the most there may be. Publish the last.")


def _refuse_taken(world: World, listing: Listing, card: dict[str, Any]) -> None:
    """Refuse names that readers of a bill or a trail would take for somebody else's; a published slug is for good."""
    seen = Listing.objects.filter(Q(world=None) | Q(world=world)).exclude(pk=listing.pk)
    if not listing.revisions.exists():
        if seen.filter(slug=card["slug"]).exists():
            raise Refused("slug_taken", f"There is a listing {card['slug']} already. Choose another slug.")
    elif card["slug"] != listing.slug:
        raise Refused(
            "slug_published",
            f"This listing was published as {listing.slug} and keeps that slug. Draft another listing for a new one.",
            status=422,
        )
    creators = Listing.objects.filter(world=None).order_by().values_list("creator", flat=True).distinct()
    if likeness(card["creator"]) in map(likeness, creators):
        raise Refused("creator_taken", f"{card['creator']} offers other data here. Name a creator of your own.")


def _refuse_copied(world: World, digest: str) -> None:
    held = world.licences.filter(revision__digest=digest).select_related("revision__listing").first()
    if held is not None:
        raise Refused(
            "nothing_curated",
            f"These are the very bytes of {held.revision.listing.slug}, revision {held.revision.number}. "
            "Publish what you made of them.",
            status=422,
        )
