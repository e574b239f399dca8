"""What became of the data an attempt fetched: drawn, in words, and as the models that were registered."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from hiring.market.drawn import draw
from hiring.market.lineages import lineage_of
from hiring.market.queries import world_of
from hiring.market.registry import list_models
from hiring.portal.doors import own_sitting


@require_GET
@login_required
@never_cache
def lineage(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the lineage of an attempt, and the models it registered with what went into each."""
    sitting = own_sitting(request, pk)
    world = world_of(sitting.attempt)
    context = {
        "here": "market",
        "sitting": sitting,
        "drawn": draw(lineage_of(pk)),
        "models": list_models(world),
        "lineage_url": f"{settings.PUBLIC_URL}{reverse('api:lineage_events')}",
        "models_url": f"{settings.PUBLIC_URL}{reverse('api:models')}",
    }
    return render(request, "portal/lineage.html", context)
