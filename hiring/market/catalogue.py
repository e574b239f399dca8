"""What is on offer in a world: the newest revision of each listing, its own before everybody's.

What an attempt publishes itself is not on its shelf: it would be buying from itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID, uuid4

from django.db.models import Exists, OuterRef, Q, QuerySet

from hiring.lib.kept import Kept
from hiring.lib.refused import Refused
from hiring.market.models import Revision, World


def _known(world: UUID) -> QuerySet[Revision]:
    """What a world may know of, whatever its plan offers: its own revisions of shared listings, and everybody's.

    An own revision stands in for the shared one of its number and for all that are released later.
    """
    own = Revision.objects.filter(world=world, listing=OuterRef("listing"), number__lte=OuterRef("number"))
    return Revision.objects.filter((Q(world=None) & ~Exists(own)) | Q(world=world), listing__world=None)


_NEWEST = Kept(
    lambda slug, world: (
        _known(world).filter(listing__slug=slug, withdrawn_at=None).select_related("listing").order_by("-number")[:1]
    ),
    "slug",
    uuid4(),
)


def revision_on_offer(world: World, slug: str) -> Revision:
    """Return what ``world`` sees of one listing; refuse a name it sees nothing of."""
    listings = world.plan.get("listings")
    hidden = slug == world.plan["exercise_listing"] or (listings is not None and slug not in listings)
    revision = _NEWEST.first(slug, world.pk)
    if revision is None or (hidden and revision.world_id is None):
        raise _no_such_dataset(slug)
    return revision


def revisions_of(world: World, slug: str) -> QuerySet[Revision]:
    """Return every revision of one listing that ``world`` may know of, newest first, those withdrawn among them."""
    known = _offered(world).filter(listing__slug=slug)
    if not known.exists():
        raise _no_such_dataset(slug)
    return known.order_by("-number", "pk")


def revised_for(world: World, revisions: Iterable[Revision]) -> QuerySet[Revision]:
    """Return those of some revisions that ``world`` may know of."""
    return _offered(world).filter(pk__in=[revision.pk for revision in revisions])


def _offered(world: World) -> QuerySet[Revision]:
    """What the plan offers; of the exercise, whose shared revision is the clean original, only the own variant."""
    offered = ~Q(listing__slug=world.plan["exercise_listing"])
    listings = world.plan.get("listings")
    if listings is not None:
        offered &= Q(listing__slug__in=listings)
    return _known(world.pk).filter(offered | Q(world=world))


def _no_such_dataset(slug: str) -> Refused:
    return Refused("no_such_dataset", f"No dataset called {slug[:60]!r} is on offer here.", status=404)
