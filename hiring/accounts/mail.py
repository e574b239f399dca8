"""The letter that tells somebody they belong to an organisation now."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from hiring.accounts.models import Member
from hiring.letters.intake import post_letter


def post_membership(member: Member, *, by: str) -> None:
    """Tell a member their role, by whom they have it, and where to sign in."""
    words = {
        "organisation": member.organisation.name,
        "role": member.get_role_display().lower(),
        "by": by,
        "email": member.person.email,
        "address": f"{settings.PUBLIC_URL}{reverse('review:inbox', args=[member.organisation.slug])}",
    }
    post_letter(kind="membership", subject=member.pk, to=member.person.email, words=words)
