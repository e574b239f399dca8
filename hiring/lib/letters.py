"""Sending a letter: plain text with its HTML beside it, from three templates of one name."""

from __future__ import annotations

from collections.abc import Mapping
from smtplib import SMTPException

import structlog
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

log = structlog.get_logger(__name__)


def send_letter(name: str, words: Mapping[str, object], *, to: str) -> bool:
    """Send ``emails/<name>`` and say whether it left the house; a mail server that refuses is logged, not raised."""
    context = dict(words)
    letter = EmailMultiAlternatives(
        subject=render_to_string(f"emails/{name}_subject.txt", context).strip(),
        body=render_to_string(f"emails/{name}.txt", context),
        to=[to],
    )
    letter.attach_alternative(render_to_string(f"emails/{name}.html", context), "text/html")
    try:
        letter.send()
    except (SMTPException, OSError) as problem:
        log.warning("letter not sent", letter=name, problem=type(problem).__name__)
        return False
    return True
