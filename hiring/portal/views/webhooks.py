"""Where a candidate's programs are told what happens, and the log of what was sent there."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hiring.lib.refused import Refused
from hiring.market.queries import world_of
from hiring.portal.doors import own_sitting
from hiring.webhooks.intake import ping_endpoint, replay, replay_all_failed
from hiring.webhooks.kinds import OF_THE_MARKET, Kind
from hiring.webhooks.queries import deliveries_of, endpoints_of
from hiring.webhooks.services.endpoints import MOST_ENDPOINTS, Secured, add_endpoint, remove_endpoint, rotate_secret
from hiring.webhooks.services.messages import KEPT

PAGE = 50


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def webhooks(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the endpoints of an attempt and what was sent to them; add another one."""
    return _add(request, pk) if request.method == "POST" else _show(request, pk)


@require_http_methods(["GET", "POST"])
@login_required
def rotate(request: HttpRequest, pk: UUID, endpoint: UUID) -> HttpResponse:
    """Give an endpoint a new secret, shown in the answer and nowhere else; reading the address leads back."""
    owner = _owner(request, pk)
    if request.method == "GET":
        return redirect("portal:webhooks", pk)
    return _show(request, pk, secured=rotate_secret(owner=owner, endpoint_id=endpoint))


@require_POST
@login_required
def remove(request: HttpRequest, pk: UUID, endpoint: UUID) -> HttpResponse:
    """Remove an endpoint with its log."""
    remove_endpoint(owner=_owner(request, pk), endpoint_id=endpoint)
    messages.success(request, "The endpoint is removed. Nothing more is sent there.")
    return redirect("portal:webhooks", pk)


@require_POST
@login_required
def ping(request: HttpRequest, pk: UUID, endpoint: UUID) -> HttpResponse:
    """Send an endpoint a ping."""
    ping_endpoint(owner=_owner(request, pk), endpoint_id=endpoint)
    messages.success(request, "A ping is on its way. Reload this page to see how it was taken.")
    return redirect("portal:webhooks", pk)


@require_POST
@login_required
def replay_failed(request: HttpRequest, pk: UUID, endpoint: UUID) -> HttpResponse:
    """Send everything anew that failed at an endpoint."""
    sent = replay_all_failed(owner=_owner(request, pk), endpoint_id=endpoint, since=timezone.now() - KEPT)
    messages.success(request, f"Sent anew: {sent}." if sent else "Nothing had failed there.")
    return redirect("portal:webhooks", pk)


@require_POST
@login_required
def replay_one(request: HttpRequest, pk: UUID, delivery: UUID) -> HttpResponse:
    """Send one delivery anew."""
    replay(owner=_owner(request, pk), delivery_id=delivery)
    messages.success(request, "It is on its way again. Reload this page to see how it was taken.")
    return redirect("portal:webhooks", pk)


def _owner(request: HttpRequest, pk: UUID) -> UUID:
    owner: UUID = world_of(own_sitting(request, pk).attempt).pk
    return owner


def _add(request: HttpRequest, pk: UUID) -> HttpResponse:
    chosen = request.POST.getlist("kinds")
    kinds = [kind for kind in OF_THE_MARKET if kind.value in chosen]
    url = request.POST.get("url", "").strip()
    try:
        secured = add_endpoint(owner=_owner(request, pk), url=url, kinds=kinds)
    except Refused as refusal:
        return _show(request, pk, refusal=refusal, wished=url, kinds=kinds)
    return _show(request, pk, secured=secured)


def _show(
    request: HttpRequest,
    pk: UUID,
    *,
    secured: Secured | None = None,
    refusal: Refused | None = None,
    wished: str = "",
    kinds: list[Kind] | None = None,
) -> HttpResponse:
    sitting = own_sitting(request, pk)
    owner = world_of(sitting.attempt).pk
    endpoints = list(endpoints_of(owner))
    page = Paginator(deliveries_of(owner), PAGE).get_page(request.GET.get("page"))
    context = {
        "here": "webhooks",
        "sitting": sitting,
        "endpoints": endpoints,
        "most_endpoints": MOST_ENDPOINTS,
        "may_add": len(endpoints) < MOST_ENDPOINTS,
        "kinds": OF_THE_MARKET,
        "secured": secured,
        "refusal": refusal.sentence if refusal else "",
        "wished": wished,
        "chosen": OF_THE_MARKET if kinds is None else kinds,
        "page": page,
    }
    response = render(request, "portal/webhooks.html", context, status=refusal.status if refusal else 200)
    response["Cache-Control"] = "no-store, private"
    return response
