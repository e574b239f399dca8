"""Who may do what in an organisation: the one place that decides it."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from hiring.accounts.models import Member, Person, Role
from hiring.lib.refused import Refused

__all__ = ["OWNERS", "READERS", "RECRUITERS", "REVIEWERS", "Member", "Role", "member_with_role", "person_of"]

READERS = frozenset(Role)
REVIEWERS = frozenset({Role.OWNER, Role.RECRUITER, Role.REVIEWER})
RECRUITERS = frozenset({Role.OWNER, Role.RECRUITER})
OWNERS = frozenset({Role.OWNER})


def person_of(request: HttpRequest) -> Person:
    """Return who signed in; the page asked for sign-in before it came here."""
    if not isinstance(request.user, Person):
        raise Refused("not_signed_in", "Sign in first.", status=403)
    return request.user


def member_with_role(person: Person | AnonymousUser, slug: str, roles: frozenset[Role] = READERS) -> Member:
    """Return the person's membership of the organisation at ``slug``, if its role is one of ``roles``.

    A stranger is told 404, as if the organisation didn't exist; a member with another role is told 403.
    """
    member = None
    if isinstance(person, Person):
        member = (
            Member.objects.select_related("organisation", "person")
            .filter(person=person, organisation__slug=slug)
            .first()
        )
    if member is None:
        raise Refused("no_such_organisation", "There is nothing at this address for you.", status=404)
    if member.role not in roles:
        allowed = " or ".join(sorted(role.label.lower() for role in roles))
        raise Refused(
            "role_forbids",
            f"Your role here is {member.get_role_display().lower()}; this needs {allowed}. Ask an owner.",
            status=403,
        )
    return member
