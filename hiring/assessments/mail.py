"""The letters an assessment sends."""

from __future__ import annotations

from dataclasses import dataclass
from smtplib import SMTPException

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from hiring.assessments.models import Invitation

log = structlog.get_logger(__name__)


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
    context = {
        "name": invitation.person.name,
        "organisation": version.assessment.organisation.name,
        "title": version.assessment.title,
        "work_hours": version.work_hours,
        "time_box_hours": version.time_box_hours,
        "expires_at": invitation.expires_at,
        "address": address,
    }
    letter = EmailMultiAlternatives(
        subject=render_to_string("emails/invitation_subject.txt", context).strip(),
        body=render_to_string("emails/invitation.txt", context),
        to=[invitation.person.email],
    )
    letter.attach_alternative(render_to_string("emails/invitation.html", context), "text/html")
    try:
        letter.send()
    except (SMTPException, OSError) as problem:
        log.warning("invitation letter not sent", invitation=str(invitation.pk), problem=type(problem).__name__)
        return Sent(email=invitation.person.email, address=address, delivered=False)
    return Sent(email=invitation.person.email, address=address, delivered=True)
