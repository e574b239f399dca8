"""The API's reference, for people."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hiring.api.reference import subjects


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """Show every call with what it takes and gives, and the five that lead from a credential to first bytes."""
    return render(request, "api/reference.html", {"subjects": subjects(), "base": settings.PUBLIC_URL})
