"""What is on offer in a world: the newest revision of each listing, and the attempt's own variant of its exercise.

What an attempt publishes itself is not on its shelf: it would be buying from itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import uuid4

from django.db.models import Exists, OuterRef, Q, QuerySet

from hiring.lib.kept import Kept
from hiring.lib.refused import Refused
from hiring.market.models import Revision, World

_NEWEST = Kept(
    lambda slug, world: (
        Revision.objects.select_related("listing")
        .filter(Q(world=None) | Q(world=world), listing__slug=slug, listing__world=None, withdrawn_at=None)
        .order_by("world", "-number")
        .distinct("world")
    ),
    "slug",
    uuid4(),
)


def on_offer(world: World) -> QuerySet[Revision]:
    """Return the revisions that ``world`` can see and license, one for each listing, without an order."""
    newer = _visible(world).filter(listing=OuterRef("listing"), number__gt=OuterRef("number"))
    return _visible(world).filter(~Exists(newer)).select_related("listing")


def revision_on_offer(world: World, slug: str) -> Revision:
    """Return what ``world`` sees of one listing; refuse a name it sees nothing of."""
    listings = world.plan.get("listings")
    hidden = slug == world.plan["exercise_listing"] or (listings is not None and slug not in listings)
    seen = [one for one in _NEWEST.all(slug, world.pk) if one.world_id or not hidden]
    if not seen:
        raise _no_such_dataset(slug)
    return max(seen, key=lambda one: one.number)


def revisions_of(world: World, slug: str) -> QuerySet[Revision]:
    """Return every revision of one listing that ``world`` may know of, newest first, those withdrawn among them."""
    known = _offered(world).filter(listing__slug=slug)
    if not known.exists():
        raise _no_such_dataset(slug)
    return known.order_by("-number", "pk")


def revised_for(world: World, revisions: Iterable[Revision]) -> QuerySet[Revision]:
    """Return those of some revisions that ``world`` may know of."""
    return _offered(world).filter(pk__in=[revision.pk for revision in revisions])


def _visible(world: World) -> QuerySet[Revision]:
    return _offered(world).filter(withdrawn_at=None)


def _offered(world: World) -> QuerySet[Revision]:
    """What the plan offers; of the exercise, whose shared revision is the clean original, only the own variant.

    Where the world has a revision of its own, that stands in for the shared one of its number and those after it.
    """
    offered = Q(world=None) & ~Q(listing__slug=world.plan["exercise_listing"])
    listings = world.plan.get("listings")
    if listings is not None:
        offered &= Q(listing__slug__in=listings)
    own = Revision.objects.filter(world=world, listing=OuterRef("listing"), number__lte=OuterRef("number"))
    return Revision.objects.filter((offered & ~Exists(own)) | Q(world=world, listing__world=None))


def _no_such_dataset(slug: str) -> Refused:
    return Refused("no_such_dataset", f"No dataset called {slug[:60]!r} is on offer here.", status=404)
