"""A candidate's own profile."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hiring.accounts.access import person_of
from hiring.assessments.queries import attempts_of
from hiring.reputation.queries import standing_of


@require_GET
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Show the candidate's standing by the checks they see: a figure with hidden ones in it would tell of them."""
    person = person_of(request)
    context = {
        "here": "profile",
        "standing": standing_of(person, public=True),
        "attempts": attempts_of(person),
    }
    return render(request, "portal/profile.html", context)
