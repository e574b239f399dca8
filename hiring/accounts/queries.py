"""Reading who belongs where."""

from __future__ import annotations

from django.db.models import QuerySet

from hiring.accounts.models import Member, Person


def memberships_of(person: Person) -> QuerySet[Member]:
    """Return a person's memberships with their organisations, by name."""
    return Member.objects.filter(person=person).select_related("organisation").order_by("organisation__name")
