"""What is on offer to an attempt, to be looked through by a person, and its documents to take away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from grader.digests import canonical
from hiring.market.exports.croissant import croissant_document
from hiring.market.exports.datapackage import datapackage_document
from hiring.market.exports.described import Described
from hiring.market.queries import world_of
from hiring.market.search import MOST_PER_PAGE, Search, find
from hiring.market.services.discovery import view_dataset
from hiring.portal.archives import attachment
from hiring.portal.doors import own_sitting


@require_GET
@login_required
@never_cache
def datasets(request: HttpRequest, pk: UUID) -> HttpResponse:
    """List what is on offer, of one domain where one is chosen."""
    sitting = own_sitting(request, pk)
    chosen = request.GET.get("domain") or None
    found = find(
        world_of(sitting.attempt),
        Search(domain=chosen, cursor=request.GET.get("cursor") or None, limit=MOST_PER_PAGE),
    )
    context = {"here": "market", "sitting": sitting, "found": found, "chosen": chosen}
    return render(request, "portal/datasets.html", context)


@require_GET
@login_required
def croissant(request: HttpRequest, pk: UUID, slug: str) -> HttpResponse:
    """Download a dataset's Croissant document."""
    return _export(request, pk, slug, croissant_document, "croissant.json", "application/ld+json")


@require_GET
@login_required
def datapackage(request: HttpRequest, pk: UUID, slug: str) -> HttpResponse:
    """Download a dataset's Data Package descriptor."""
    return _export(request, pk, slug, datapackage_document, "datapackage.json", "application/json")


def _export(
    request: HttpRequest, pk: UUID, slug: str, write: Callable[[Described], dict[str, Any]], name: str, kind: str
) -> HttpResponse:
    revision = view_dataset(world=world_of(own_sitting(request, pk).attempt), slug=slug)
    described = Described(
        card=revision.card,
        number=revision.number,
        offered_at=revision.created_at,
        url=f"{settings.PUBLIC_URL}{reverse('api:dataset', args=[slug])}",
    )
    return attachment(canonical(write(described)), name=name, content_type=kind)
