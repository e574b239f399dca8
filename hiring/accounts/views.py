"""The page behind a demonstration's sign-in link: one button."""

from __future__ import annotations

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hiring.accounts.demo import person_by_token
from hiring.accounts.queries import memberships_of


@require_http_methods(["GET", "POST"])
@never_cache
def demo_sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """Say whom the link signs in; sign them in when the button is pressed, so that no mere visit does."""
    person = person_by_token(token)
    if request.method == "POST":
        login(request, person)
        return redirect("portal:home")
    return render(request, "account/demo_sign_in.html", {"person": person, "memberships": memberships_of(person)})
