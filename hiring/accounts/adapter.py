"""How sign-in differs from allauth's own: an account comes with an invitation, never from a form."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ByInvitation(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """Closes open sign-up, and leads nowhere that is no address."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """Say whether a visitor may be sent on to an address; one that is none at all is not safe."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False
