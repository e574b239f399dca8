"""What people are called: each organisation has names of its own for its members, and reads no other's."""

from __future__ import annotations

from django.db.models import CharField, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from hiring.accounts.models import Member, Organisation, Person


def name_in(organisation: Organisation, person: Person) -> str:
    """Return what an organisation calls somebody; their address where it has no name for them."""
    member = organisation.members.filter(person=person).exclude(name="").first()
    return member.name if member else person.email


def called_by(organisation: str, person: str) -> Coalesce:
    """Return ``name_in`` for the rows of a query, each naming its organisation and its person by a path."""
    named = Member.objects.filter(organisation=OuterRef(organisation), person=OuterRef(person)).exclude(name="")
    return Coalesce(Subquery(named.values("name")[:1]), F(f"{person}__email"), output_field=CharField())
