"""The letters an assessment sends."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from hiring.assessments.models import Invitation
from hiring.lib.letters import send_letter


@dataclass(frozen=True, kw_only=True)
class Sent:
    """An invitation's link, for the one time it can be shown, and whether the letter with it left the house."""

    email: str
    address: str
    delivered: bool


def send_invitation(invitation: Invitation, token: str) -> Sent:
    """Send the letter that carries an invitation's link; a mail server that refuses it is reported, not raised."""
    version = invitation.cohort.version
    address = f"{settings.PUBLIC_URL}{reverse('portal:invitation', args=[token])}"
    words = {
        "name": invitation.person.name,
        "organisation": version.assessment.organisation.name,
        "title": version.assessment.title,
        "work_hours": version.work_hours,
        "time_box_hours": version.time_box_hours,
        "expires_at": invitation.expires_at,
        "address": address,
    }
    delivered = send_letter("invitation", words, to=invitation.person.email)
    return Sent(email=invitation.person.email, address=address, delivered=delivered)
