"""The letter that tells somebody they belong to an organisation now."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from hiring.accounts.models import Member, Person
from hiring.lib.letters import send_letter


def send_membership(member: Member, *, by: Person) -> bool:
    """Tell a member their role and where to sign in; say whether the letter left the house."""
    words = {
        "organisation": member.organisation.name,
        "role": member.get_role_display().lower(),
        "by": str(by),
        "email": member.person.email,
        "address": f"{settings.PUBLIC_URL}{reverse('review:inbox', args=[member.organisation.slug])}",
    }
    return send_letter("membership", words, to=member.person.email)
