"""The way between pages, on those that belong to nobody in particular: by who is signed in."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from hiring.accounts.models import Person
from hiring.accounts.queries import memberships_of

register = template.Library()


@register.inclusion_tag("parts/ways.html", takes_context=True)
def ways(context: Context) -> dict[str, Any]:
    """``{% ways %}``: a member's way through their organisation, a candidate's through theirs, a stranger's none."""
    user = getattr(context.get("request"), "user", None)
    members = list(memberships_of(user)) if isinstance(user, Person) else []
    return {
        "user": user,
        "organisation": members[0].organisation if len(members) == 1 else None,
        "is_member": bool(members),
    }
