"""Every review page's door: signed in, a member of the organisation in the address, in a role that may."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache

from hiring.accounts.access import READERS, Member, Role, member_with_role

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, Member, P], HttpResponseBase]
View = Callable[..., HttpResponseBase]


def for_members(roles: frozenset[Role] = READERS) -> Callable[[Page[P]], View]:
    """Open a page to members in ``roles``: it gets the membership instead of the organisation's short name.

    Nothing of these pages is kept by a cache: they are about people, and some hold a link that is shown once.
    """

    def guard(page: Page[P]) -> View:
        def view(request: HttpRequest, organisation: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            return page(request, member_with_role(request.user, organisation, roles), *args, **kwargs)

        return never_cache(login_required(update_wrapper(view, page, updated=())))

    return guard


def asks_for_part(request: HttpRequest) -> bool:
    """Say whether a page asks for the part of itself that changes; going back asks for the whole again."""
    return request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers
