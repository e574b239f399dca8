"""Making organisations, people and members."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from hiring.accounts.mail import post_membership
from hiring.accounts.models import Member, Organisation, Person, Role
from hiring.accounts.names import name_in
from hiring.audit.services import record
from hiring.lib.refused import Refused

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


@transaction.atomic
def person_with_email(*, email: str) -> Person:
    """Return the person who signs in with ``email``, making them if they are new; of two makers at once one finds."""
    address = email.strip().lower()
    try:
        Person(email=address).clean_fields(exclude=("password",))
    except ValidationError as problem:
        raise Refused("not_an_email", f"{email.strip()[:80]!r} is not an e-mail address.", status=422) from problem
    try:
        with transaction.atomic():
            return Person.objects.filter(email__iexact=address).first() or Person.objects.create_person(email=address)
    except IntegrityError:
        return Person.objects.get(email__iexact=address)


@transaction.atomic
def create_organisation(*, name: str, slug: str, owner: Person, owner_name: str = "") -> Organisation:
    """Create an organisation with its first owner; ``slug`` is its short name in addresses."""
    if not SLUG.fullmatch(slug):
        raise Refused(
            "bad_slug", f"{slug[:60]!r} is no short name: use 1 to 60 of a to z, 0 to 9 and hyphens.", status=422
        )
    if Organisation.objects.filter(slug=slug).exists():
        raise Refused("slug_taken", f"There is already an organisation at {slug!r}. Choose another name.")
    organisation = Organisation.objects.create(name=name, slug=slug)
    add_member(organisation=organisation, person=owner, role=Role.OWNER, by=owner, name=owner_name)
    return organisation


@transaction.atomic
def add_member(*, organisation: Organisation, person: Person, role: Role, by: Person, name: str = "") -> Member:
    """Give a person a role in an organisation, or change the one they have; the last owner stays one.

    ``name`` is what the organisation calls them; without one, a member keeps the name they have.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if role != Role.OWNER:
        refuse_leaving_no_owner(organisation, person)
    given = {"name": name.strip()} if name.strip() else {}
    member, is_new = Member.objects.update_or_create(
        organisation=organisation, person=person, defaults={"role": role, **given}
    )
    record_member("member.added" if is_new else "member.changed", member, by)
    return member


@transaction.atomic
def welcome_member(*, organisation: Organisation, person: Person, role: Role, by: Person, name: str = "") -> Member:
    """Give a person a role, and post a letter that tells them, unless they have it already."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    has_it = organisation.members.filter(person=person, role=role).exists()
    member = add_member(organisation=organisation, person=person, role=role, by=by, name=name)
    if not has_it:
        post_membership(member, by=name_in(organisation, by))
    return member


@transaction.atomic
def remove_member(*, member: Member, by: Person) -> Person:
    """End a membership at once and return whose it was; what they wrote and decided stays under their address."""
    Organisation.objects.select_for_update().get(pk=member.organisation_id)
    refuse_leaving_no_owner(member.organisation, member.person)
    record_member("member.removed", member, by)
    member.delete()
    return member.person


def refuse_leaving_no_owner(organisation: Organisation, leaving: Person) -> None:
    """Refuse to take the role of the only owner away; the organisation's row is locked, so no two can go at once."""
    owners = list(organisation.members.filter(role=Role.OWNER).select_related("person"))
    if [owner.person for owner in owners] == [leaving]:
        raise Refused(
            "last_owner",
            f"{owners[0].called} is the only owner of {organisation}. Make somebody else an owner first.",
        )


def record_member(verb: str, member: Member, by: Person) -> None:
    """Write one line about a membership into the organisation's audit log."""
    record(
        actor=by.pk,
        organisation=member.organisation_id,
        verb=verb,
        subject_kind="person",
        subject=str(member.person_id),
        facts={"role": str(member.role)},
    )
