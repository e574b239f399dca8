"""Signing in, with the address an invitation was sent to filled in for whoever holds its link."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.account.views import RequestLoginCodeView
from django.http import HttpResponse
from django.urls import Resolver404, resolve
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from hiring.accounts.codes import post_to_nobody
from hiring.assessments.invitations import refuse_over
from hiring.assessments.queries import invitation_by_token
from hiring.lib.refused import Refused

LINKS = frozenset({"portal:invitation", "portal:start"})


@method_decorator(never_cache, name="dispatch")
class SignIn(RequestLoginCodeView):  # type: ignore[misc]  # allauth carries no types
    """Asks for an address and sends a code to it."""

    def get_initial(self) -> dict[str, Any]:
        """Return the address of the invitation that the visitor came from, if the link they hold names one."""
        return {**super().get_initial(), "email": invited_by_link(self.request.GET.get("next", ""))}

    def form_valid(self, form: Any) -> HttpResponse:
        """Go on alike whether anybody has the address or not."""
        if form._user is None:  # noqa: SLF001  # allauth's own view reads it so
            post_to_nobody()
        answer: HttpResponse = super().form_valid(form)
        return answer


def invited_by_link(address: str) -> str:
    """Return whom the invitation at an address was sent to; nothing for any other address, or one that is over."""
    try:
        found = resolve(urlsplit(address).path)
        if found.view_name not in LINKS:
            return ""
        invitation = invitation_by_token(found.kwargs["token"])
        refuse_over(invitation)
    except (Resolver404, Refused, ValueError):
        return ""
    return str(invitation.person.email)
