"""Invitations: read before any clock runs, then started with one click."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from hiring.accounts.access import person_of
from hiring.assessments.offered import Offered, offered
from hiring.assessments.queries import invitation_by_token, invitation_for_candidate
from hiring.grading.catalogue import contents, hidden_checks
from hiring.market.services.worlds import start_attempt
from hiring.portal.doors import own_sitting
from hiring.portal.shown_once import show_once_at


@require_GET
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a link invites to, to whoever holds it."""
    offer = offered(invitation_by_token(token), request.user)
    return _show(request, offer, reverse("portal:start", args=(token,)))


@require_GET
@login_required
def own_invitation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show an invitation to the person it was sent to, without its link."""
    offer = offered(invitation_for_candidate(person_of(request), pk), request.user)
    return _show(request, offer, reverse("portal:start_own", args=(pk,)))


@require_http_methods(["GET", "POST"])
@login_required
def start(request: HttpRequest, token: str) -> HttpResponse:
    """Start the clock of the invitation a link names; reading the address leads back to it."""
    if request.method == "GET":
        return redirect("portal:invitation", token)
    return _start(request, offered(invitation_by_token(token), request.user))


@require_http_methods(["GET", "POST"])
@login_required
def start_own(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Start the clock of an invitation of one's own; reading the address leads back to it."""
    if request.method == "GET":
        return redirect("portal:own_invitation", pk)
    return _start(request, offered(invitation_for_candidate(person_of(request), pk), request.user))


def _show(request: HttpRequest, offer: Offered, start_address: str) -> HttpResponse:
    context = {
        "offer": offer,
        "hidden": hidden_checks(),
        "checks": len(contents()),
        "start_address": start_address,
        "sitting": own_sitting(request, offer.attempt) if offer.door == "started" and offer.attempt else None,
    }
    return render(request, "portal/invitation.html", context)


def _start(request: HttpRequest, offer: Offered) -> HttpResponse:
    if offer.attempt is not None:
        return redirect("portal:attempt", offer.attempt)
    attempt, secret = start_attempt(invitation=offer.invitation, candidate=person_of(request))
    return show_once_at(request, reverse("portal:attempt", args=(attempt.pk,)), secret)
