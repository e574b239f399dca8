"""How sign-in differs from allauth's own: an account comes with an invitation, never from a form."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ByInvitation(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """Closes open sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
