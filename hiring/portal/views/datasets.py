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
from grader.licences import Wish
from hiring.assessments.sittings import Sitting
from hiring.lib.refused import Refused
from hiring.market.catalogue import revision_on_offer
from hiring.market.describing import described
from hiring.market.exports.croissant import croissant_document
from hiring.market.exports.datapackage import datapackage_document
from hiring.market.exports.described import Described
from hiring.market.queries import world_of
from hiring.market.registry import list_models
from hiring.market.search import Page, Search, find
from hiring.market.weighing import weigh
from hiring.portal.archives import attachment
from hiring.portal.doors import own_sitting
from hiring.portal.search_form import SearchForm


@require_GET
@login_required
@never_cache
def datasets(request: HttpRequest, pk: UUID) -> HttpResponse:
    """List what is on offer of what is looked for; a person's look is no step of their pipeline."""
    sitting = own_sitting(request, pk)
    world, wish = world_of(sitting.attempt), wish_of(sitting)
    form = SearchForm(request.GET)
    found = _found(world, form)
    form.offer((found or find(world, Search(limit=1))).facets)
    context = {
        "here": "market",
        "sitting": sitting,
        "form": form,
        "found": found,
        "further": form.further(found.next_cursor) if found and found.next_cursor else "",
        "weighed": weigh(found.revisions, wish) if found else (),
        "wish": wish,
    }
    return render(request, "portal/datasets.html", context, status=200 if found else 400)


def _found(world: Any, form: SearchForm) -> Page | None:
    """Return what a form's search finds; None where the form says what is wrong with it."""
    if not form.is_valid():
        return None
    try:
        return find(world, form.search)
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return None


@require_GET
@login_required
@never_cache
def dataset(request: HttpRequest, pk: UUID, slug: str) -> HttpResponse:
    """Show one dataset: what it holds, its terms and prices, how it is licensed, and what was made of it."""
    sitting = own_sitting(request, pk)
    world = world_of(sitting.attempt)
    revision = revision_on_offer(world, slug)
    wish = wish_of(sitting)
    [weighed] = weigh([revision], wish)
    context = {
        "here": "market",
        "sitting": sitting,
        "weighed": weighed,
        "card": revision.card,
        "wish": wish,
        "models": list_models(world, made_of=slug),
        "market_url": f"{settings.PUBLIC_URL}{reverse('api:offers', args=[slug])}",
        "offers_url": f"{settings.PUBLIC_URL}{reverse('api:offers', args=[slug]).partition('/datasets/')[0]}/offers",
    }
    return render(request, "portal/dataset.html", context)


def wish_of(sitting: Sitting) -> Wish:
    """Return the use that an attempt's brief asks for."""
    brief = sitting.attempt.invitation.cohort.version.brief
    return Wish(use_case=brief["use_case"], region=brief["region"], retention_days=brief["retention_days"])


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
    revision = revision_on_offer(world_of(own_sitting(request, pk).attempt), slug)
    url = f"{settings.PUBLIC_URL}{reverse('api:dataset', args=[slug])}"
    return attachment(canonical(write(described(revision, url=url))), name=name, content_type=kind)
