"""Reading who belongs where."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from hiring.accounts.models import Member, Organisation, Person
from hiring.lib.rows import first_or_refuse


def memberships_of(person: Person) -> QuerySet[Member]:
    """Return a person's memberships with their organisations, by name."""
    return Member.objects.filter(person=person).select_related("organisation").order_by("organisation__name")


def members_of(organisation: Organisation) -> QuerySet[Member]:
    """Return everyone who belongs to an organisation, those who joined first at the top."""
    return organisation.members.select_related("person", "organisation").order_by("created_at", "pk")


def colleague_of(member: Member, colleague_id: UUID) -> Member:
    """Return one membership of a member's own organisation; refuse any other as if it didn't exist."""
    colleagues = members_of(member.organisation).filter(pk=colleague_id)
    return first_or_refuse(colleagues, "no_such_member", "Your organisation has no member at this address.")
