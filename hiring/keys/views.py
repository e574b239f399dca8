"""The public keys, at the address where verifiers look for them."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from hiring.keys.queries import jwks


@require_safe
@cache_control(public=True, max_age=300)
def jwks_document(request: HttpRequest) -> JsonResponse:
    """Answer the JSON Web Key Set of current and retired public keys."""
    return JsonResponse(jwks())
