"""Metered keys of an attempt: what each may do and has spent, made, given new secrets and revoked."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hiring.market.queries import keys_of, world_of
from hiring.market.services.keys import MOST_KEYS, issue_key, revoke_key, rotate_key
from hiring.portal.doors import own_sitting
from hiring.portal.key_form import KeyForm
from hiring.portal.shown_once import show_once_at, take

PAGE = 50


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def keys(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the metered keys of an attempt, and a new secret this once; make another key."""
    return _make(request, pk) if request.method == "POST" else _show(request, pk, KeyForm())


@require_http_methods(["GET", "POST"])
@login_required
def rotate(request: HttpRequest, pk: UUID, key: str) -> HttpResponse:
    """Give a key a new secret, and lead to the page that shows it once; reading the address leads there too."""
    world = world_of(own_sitting(request, pk).attempt)
    if request.method == "GET":
        return redirect("portal:keys", pk)
    return show_once_at(request, _page(pk), rotate_key(world=world, client_id=key).secret)


@require_POST
@login_required
def revoke(request: HttpRequest, pk: UUID, key: str) -> HttpResponse:
    """End a key and its tokens."""
    ended = revoke_key(world=world_of(own_sitting(request, pk).attempt), client_id=key)
    messages.success(request, f"The key {ended.label} is revoked. Its tokens have ended; what it spent stays spent.")
    return redirect("portal:keys", pk)


def _make(request: HttpRequest, pk: UUID) -> HttpResponse:
    form = KeyForm(request.POST)
    world = world_of(own_sitting(request, pk).attempt)
    if not form.is_valid():
        return _show(request, pk, form, status=422)
    return show_once_at(request, _page(pk), issue_key(world=world, **form.wish).secret)


def _page(pk: UUID) -> str:
    return reverse("portal:keys", args=(pk,))


def _show(request: HttpRequest, pk: UUID, form: KeyForm, *, status: int = 200) -> HttpResponse:
    sitting = own_sitting(request, pk)
    held = keys_of(world_of(sitting.attempt))
    in_use = held.filter(revoked_at=None).count()
    context = {
        "here": "attempt",
        "sitting": sitting,
        "secret": take(request),
        "page": Paginator(held, PAGE).get_page(request.GET.get("page")),
        "in_use": in_use,
        "most_keys": MOST_KEYS,
        "may_make": in_use < MOST_KEYS,
        "form": form,
    }
    response = render(request, "portal/keys.html", context, status=status)
    response["Cache-Control"] = "no-store, private"
    return response
