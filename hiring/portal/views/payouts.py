"""What the candidate's listings earn, what is held and why, and the disputes about it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from hiring.lib.refused import Refused
from hiring.market.payouts import bought_on, earned_on, payout_of, payouts_of, sums_of
from hiring.market.queries import world_of
from hiring.market.services.disputes import MOST_CHARACTERS, add_message, open_dispute
from hiring.portal.doors import own_sitting
from hiring.portal.earnings import pictures_of


@require_GET
@login_required
@never_cache
def payouts(request: HttpRequest, pk: UUID) -> HttpResponse:
    """List what each market day of the attempt's listings came to."""
    sitting = own_sitting(request, pk)
    world = world_of(sitting.attempt)
    found = list(payouts_of(world))
    context = {
        "here": "market",
        "sitting": sitting,
        "payouts": found,
        "sums": sums_of(world),
        "pictures": pictures_of(found),
    }
    return render(request, "portal/payouts.html", context)


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def payout(request: HttpRequest, pk: UUID, payout: UUID) -> HttpResponse:
    """Show one market day, with what it is held for; object to that, or say more in the dispute."""
    if request.method == "GET":
        return _show(request, pk, payout)
    text = request.POST.get("text", "")
    world = world_of(own_sitting(request, pk).attempt)
    disputed = getattr(payout_of(world, payout), "dispute", None)
    try:
        if disputed:
            add_message(world=world, dispute_id=disputed.pk, text=text)
        else:
            open_dispute(world=world, payout_id=payout, text=text)
    except Refused as refusal:
        return _show(request, pk, payout, text=text, refusal=refusal)
    messages.success(request, "Said." if disputed else "Your objection stands, and the market has answered it.")
    return redirect("portal:payout", pk, payout)


def _show(
    request: HttpRequest, pk: UUID, payout_id: UUID, *, text: str = "", refusal: Refused | None = None
) -> HttpResponse:
    sitting = own_sitting(request, pk)
    found = payout_of(world_of(sitting.attempt), payout_id)
    dispute = getattr(found, "dispute", None)
    context = {
        "here": "market",
        "sitting": sitting,
        "payout": found,
        "bought": bought_on(found),
        "earned": earned_on(found),
        "dispute": dispute,
        "said": dispute.messages.all() if dispute else (),
        "resolution": getattr(dispute, "resolution", None),
        "most_characters": MOST_CHARACTERS,
        "text": text,
        "refusal": refusal.sentence if refusal else "",
    }
    return render(request, "portal/payout.html", context, status=refusal.status if refusal else 200)
