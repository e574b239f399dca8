"""A candidate's own listings, to be read by a person: drafts, what was published of them, and its evidence."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from grader.digests import canonical
from hiring.market.own_listings import own_listings, whole_listing
from hiring.market.queries import attestation_of, world_of
from hiring.market.services.publishing import MOST_LISTINGS, publish_listing, withdraw_listing
from hiring.portal.archives import attachment
from hiring.portal.doors import own_sitting


@require_GET
@login_required
@never_cache
def listings(request: HttpRequest, pk: UUID) -> HttpResponse:
    """List what the attempt drafted and published, or tell how to begin."""
    sitting = own_sitting(request, pk)
    context = {
        "here": "market",
        "sitting": sitting,
        "listings": own_listings(world_of(sitting.attempt), limit=MOST_LISTINGS),
        "most_listings": MOST_LISTINGS,
        "listings_url": f"{settings.PUBLIC_URL}{reverse('api:listings')}",
    }
    return render(request, "portal/listings.html", context)


@require_GET
@login_required
@never_cache
def listing(request: HttpRequest, pk: UUID, listing: UUID) -> HttpResponse:
    """Show one listing: its draft, what was published of it, under which licences, and what attests it."""
    sitting = own_sitting(request, pk)
    whole = whole_listing(world_of(sitting.attempt), listing)
    newest = whole.own.newest
    context = {
        "here": "market",
        "sitting": sitting,
        "whole": whole,
        "card": newest.card if newest else whole.drafted and whole.drafted.draft.card,
        "listing_url": f"{settings.PUBLIC_URL}{reverse('api:listing', args=[listing])}",
    }
    return render(request, "portal/listing.html", context)


@require_POST
@login_required
def publish(request: HttpRequest, pk: UUID, listing: UUID) -> HttpResponse:
    """Put a draft on offer."""
    publication = publish_listing(world=world_of(own_sitting(request, pk).attempt), listing_id=listing)
    messages.success(request, f"Revision {publication.revision.number} is on offer and attested.")
    return redirect("portal:listing", pk, listing)


@require_POST
@login_required
def withdraw(request: HttpRequest, pk: UUID, listing: UUID) -> HttpResponse:
    """Take a listing off offer."""
    withdraw_listing(world=world_of(own_sitting(request, pk).attempt), listing_id=listing)
    messages.success(request, "The listing is withdrawn. What was published of it stays on record.")
    return redirect("portal:listing", pk, listing)


@require_GET
@login_required
def attestation(request: HttpRequest, pk: UUID, attestation: UUID) -> HttpResponse:
    """Download an attestation of the attempt's own."""
    found = attestation_of(world_of(own_sitting(request, pk).attempt), attestation)
    name = f"attestation-{attestation}.json"
    return attachment(canonical(found.envelope), name=name, content_type="application/json")
