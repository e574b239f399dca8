"""What every check asks, why, and how it measures."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hiring.grading.catalogue import contents


@require_GET
def checks(request: HttpRequest) -> HttpResponse:
    """Explain every check, by family."""
    families = [
        (family.value, list(entries)) for family, entries in groupby(contents(), key=lambda entry: entry.family)
    ]
    return render(request, "portal/checks.html", {"families": families})
