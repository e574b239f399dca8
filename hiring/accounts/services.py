"""Making organisations, people and members."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from hiring.accounts.models import Member, Organisation, Person, Role
from hiring.audit.services import record
from hiring.lib.refused import Refused

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


@transaction.atomic
def person_with_email(*, email: str, name: str = "") -> Person:
    """Return the person who signs in with ``email``, making them if they are new; of two makers at once one finds."""
    address = email.strip().lower()
    try:
        Person(email=address).clean_fields(exclude=("password",))
    except ValidationError as problem:
        raise Refused("not_an_email", f"{email.strip()[:80]!r} is not an e-mail address.", status=422) from problem
    try:
        with transaction.atomic():
            return Person.objects.filter(email__iexact=address).first() or Person.objects.create_person(
                email=address, name=name
            )
    except IntegrityError:
        return Person.objects.get(email__iexact=address)


@transaction.atomic
def create_organisation(*, name: str, slug: str, owner: Person) -> Organisation:
    """Create an organisation with its first owner; ``slug`` is its short name in addresses."""
    if not SLUG.fullmatch(slug):
        raise Refused(
            "bad_slug", f"{slug[:60]!r} is no short name: use 1 to 60 of a to z, 0 to 9 and hyphens.", status=422
        )
    if Organisation.objects.filter(slug=slug).exists():
        raise Refused("slug_taken", f"There is already an organisation at {slug!r}. Choose another name.")
    organisation = Organisation.objects.create(name=name, slug=slug)
    add_member(organisation=organisation, person=owner, role=Role.OWNER, by=owner)
    return organisation


@transaction.atomic
def add_member(*, organisation: Organisation, person: Person, role: Role, by: Person) -> Member:
    """Give a person a role in an organisation, or change the one they have."""
    member, _ = Member.objects.update_or_create(organisation=organisation, person=person, defaults={"role": role})
    record(
        actor=by.pk,
        organisation=organisation.pk,
        verb="member.added",
        subject_kind="person",
        subject=str(person.pk),
        facts={"role": str(role)},
    )
    return member
