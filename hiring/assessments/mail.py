"""The letters an assessment sends."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from hiring.assessments.models import Invitation
from hiring.letters.intake import post_letter


def address_of(token: str) -> str:
    """Return an invitation's link, which is known only while its token is."""
    return f"{settings.PUBLIC_URL}{reverse('portal:invitation', args=[token])}"


def post_invitation(invitation: Invitation, token: str) -> None:
    """Post the letter that carries an invitation's link, in the transaction that makes it."""
    version = invitation.cohort.version
    words = {
        "name": invitation.name,
        "organisation": version.assessment.organisation.name,
        "title": version.assessment.title,
        "work_hours": version.work_hours,
        "time_box_hours": version.time_box_hours,
        "expires_at": invitation.expires_at,
        "address": address_of(token),
    }
    post_letter(kind="invitation", subject=invitation.pk, to=invitation.person.email, words=words)
