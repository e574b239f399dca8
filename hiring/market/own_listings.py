"""An attempt's own listings as its candidate reads them: where each stands, its draft, and what was published of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from hiring.lib.refused import Refused
from hiring.lib.rows import first_or_refuse
from hiring.market.models import Draft, Licence, Listing, Publication, Revision, World
from hiring.market.sources import Source, sources_kept, weigh_sources


class State(StrEnum):
    """Where a listing stands."""

    DRAFT = "draft"
    ON_OFFER = "on_offer"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class OwnListing:
    """One listing, its newest revision if it was ever published, and the draft of the next one if there is one."""

    listing: Listing
    newest: Revision | None
    draft: Draft | None

    @property
    def is_drafted(self) -> bool:
        """Whether a next revision is drafted."""
        return self.draft is not None

    @property
    def state(self) -> State:
        """Where it stands: a published listing is on offer or withdrawn, whatever is drafted meanwhile."""
        if self.newest is None:
            return State.DRAFT
        return State.ON_OFFER if self.newest.withdrawn_at is None else State.WITHDRAWN


@dataclass(frozen=True, kw_only=True)
class Drafted:
    """A draft, and what its sources answer to its terms now."""

    draft: Draft
    sources: tuple[Source, ...]

    @property
    def publishable(self) -> bool:
        """Whether every source permits it."""
        return all(source.permits and not source.lapsed for source in self.sources)


@dataclass(frozen=True, kw_only=True)
class Published:
    """A publication, and what its sources answered then."""

    publication: Publication
    sources: tuple[Source, ...]


@dataclass(frozen=True, kw_only=True)
class Whole:
    """One listing with its draft and all that was published of it, the newest first."""

    own: OwnListing
    drafted: Drafted | None
    published: tuple[Published, ...]


def own_listing(world: World, listing_id: UUID) -> Listing:
    """Return one of an attempt's own listings; refuse any other as if it didn't exist."""
    return first_or_refuse(_own(world).filter(pk=listing_id), "no_such_listing", "This attempt has no such listing.")


def own_listings(world: World, *, limit: int, beyond: tuple[datetime, UUID] | None = None) -> list[OwnListing]:
    """Return ``limit`` of an attempt's own listings, latest first; only those beyond one's time and id, where given."""
    listings = _own(world).order_by("-created_at", "pk")
    if beyond is not None:
        at, listing = beyond
        listings = listings.filter(Q(created_at__lt=at) | Q(created_at=at, pk__gt=listing))
    return [_read(listing) for listing in listings[:limit]]


def whole_listing(world: World, listing_id: UUID) -> Whole:
    """Return one of an attempt's own listings with all that is known of it."""
    own = _read(own_listing(world, listing_id))
    made = Publication.objects.filter(revision__listing=own.listing).select_related("revision__listing")
    publications = list(made.order_by("-revision__number"))
    named = {UUID(source["licence"]) for publication in publications for source in publication.sources}
    drafted = [UUID(each) for each in own.draft.derived_from] if own.draft else []
    licences = world.licences.select_related("revision__listing").in_bulk([*named, *drafted])
    return Whole(
        own=own,
        drafted=_drafted(own.draft, [licences[each] for each in drafted]) if own.draft else None,
        published=tuple(
            Published(publication=each, sources=sources_kept(each.sources, licences)) for each in publications
        ),
    )


def published_revision(world: World, listing_id: UUID) -> Revision:
    """Return the newest revision of one of an attempt's own listings; refuse one that was never published."""
    newest = _read(own_listing(world, listing_id)).newest
    if newest is None:
        raise Refused("not_published", "Nothing of this listing was published yet. Publish its draft.", status=404)
    return newest


def _own(world: World) -> QuerySet[Listing]:
    revisions = Revision.objects.order_by("-number").select_related("listing").defer("card", "terms")
    return (
        world.listings.select_related("draft").defer("draft__card").prefetch_related(Prefetch("revisions", revisions))
    )


def _read(listing: Listing) -> OwnListing:
    revisions = list(listing.revisions.all())
    return OwnListing(
        listing=listing, newest=revisions[0] if revisions else None, draft=getattr(listing, "draft", None)
    )


def _drafted(draft: Draft, licences: list[Licence]) -> Drafted:
    return Drafted(draft=draft, sources=weigh_sources(licences, draft.card["terms"]))
