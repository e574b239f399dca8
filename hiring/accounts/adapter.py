"""How sign-in differs from allauth's own: an account comes with an invitation, and a code by a letter of ours."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from hiring.accounts.codes import post_code


class ByInvitation(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """Closes open sign-up, leads nowhere that is no address, and leaves mail to the workers."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """Say whether a visitor may be sent on to an address; one that is none at all is not safe."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Post the code; of all that allauth could send, it is the one letter that our settings leave."""
        post_code(email=email, code=context["code"])
