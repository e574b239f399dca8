"""A candidate's attempts: all of them, one of them, and what its market recorded."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hiring.accounts.access import person_of
from hiring.accounts.queries import memberships_of
from hiring.assessments.queries import attempts_of, open_invitations_of
from hiring.assessments.services.attempting import withdraw_attempt
from hiring.assessments.sittings import sitting_of
from hiring.grading.history import handed_in
from hiring.grading.queries import quota_of, quotas_of
from hiring.market.activity import happenings, timeline
from hiring.market.invoices import invoice_of
from hiring.market.queries import activity_of, credential_of, wallet_of, world_of
from hiring.market.services.credentials import revoke_credential, rotate_credential
from hiring.market.worth import worth_of
from hiring.portal.costs import costs_asked
from hiring.portal.doors import own_sitting
from hiring.portal.progress import tell_list
from hiring.portal.shown_once import show_once_at, take

RECENT = 8
DRAWN_FROM = 5
DRAWN = 300
PAGE = 20


@require_GET
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """List what waits to be started and what was started; send someone who only reviews to their organisation."""
    person = person_of(request)
    invitations = list(open_invitations_of(person))
    attempts = list(attempts_of(person))
    quotas = quotas_of(attempts)
    sittings = [(sitting_of(attempt), quotas[attempt.pk]) for attempt in attempts]
    if not invitations and not sittings and memberships_of(person).exists():
        return redirect("review:organisations")
    context = {"here": "home", "invitations": invitations, "sittings": sittings}
    return render(request, "portal/home.html", context)


@require_GET
@login_required
@never_cache
def attempt(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show an attempt: its clock, credential, market, budget and submissions, and a new secret this once."""
    sitting = own_sitting(request, pk)
    rows = handed_in(sitting.attempt)
    latest = list(activity_of(sitting.attempt)[:DRAWN])
    context = {
        "here": "attempt",
        "sitting": sitting,
        "secret": take(request),
        "credential": credential_of(sitting.attempt),
        "wallet": wallet_of(world_of(sitting.attempt)),
        "quota": quota_of(sitting.attempt),
        "handed_in": rows,
        "news": tell_list(rows),
        "recent": happenings(latest)[:RECENT],
        "timeline": timeline(latest[::-1]) if len(latest) >= DRAWN_FROM else None,
    }
    response = render(request, "portal/attempt.html", context)
    response["Cache-Control"] = "no-store, private"
    return response


@require_http_methods(["GET", "POST"])
@login_required
def rotate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Replace the secret, and lead to the page that shows the new one once; reading the address leads there too."""
    sitting = own_sitting(request, pk)
    if request.method == "GET":
        return redirect("portal:attempt", pk)
    secret = rotate_credential(attempt=sitting.attempt, by=person_of(request))
    return show_once_at(request, reverse("portal:attempt", args=(pk,)), secret)


@require_http_methods(["GET", "POST"])
@login_required
def revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask whether the credential is to end, and then end it and its tokens at once."""
    sitting = own_sitting(request, pk)
    credential = credential_of(sitting.attempt)
    if request.method == "GET" and credential is not None:
        context = {"here": "attempt", "sitting": sitting, "credential": credential}
        return render(request, "portal/revoke.html", context)
    if request.method == "POST" and credential is not None:
        revoke_credential(credential=credential, reason="revoked by its candidate", by=person_of(request))
    return redirect("portal:attempt", pk)


@require_POST
@login_required
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End the attempt at the candidate's wish."""
    withdraw_attempt(attempt=own_sitting(request, pk).attempt, by=person_of(request))
    return redirect("portal:attempt", pk)


@require_GET
@login_required
def market(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what the attempt spent, earned and could spend in its market, and all that it did there, latest first."""
    sitting = own_sitting(request, pk)
    world = world_of(sitting.attempt)
    page = Paginator(activity_of(sitting.attempt), PAGE).get_page(request.GET.get("page"))
    context = {
        "here": "market",
        "sitting": sitting,
        "wallet": wallet_of(world),
        "invoice": invoice_of(attempt=pk),
        "worth": worth_of([pk])[pk],
        "costs": costs_asked(request, world),
        "page": page,
        "events": happenings(page.object_list),
    }
    return render(request, "portal/market.html", context)
