"""What a letter says: plain text with its HTML beside it, from three templates of one name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from uuid import UUID

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from hiring.keys.sealing import seal, unseal


@dataclass(frozen=True, kw_only=True)
class Written:
    """A letter in words."""

    subject: str
    text: str
    html: str


def write(kind: str, words: Mapping[str, object]) -> Written:
    """Fill ``emails/<kind>`` with ``words``."""
    context = dict(words)
    return Written(
        subject=render_to_string(f"emails/{kind}_subject.txt", context).strip(),
        text=render_to_string(f"emails/{kind}.txt", context),
        html=render_to_string(f"emails/{kind}.html", context),
    )


def close(written: Written, letter: UUID) -> bytes:
    """Return what a letter says, sealed for that letter alone."""
    return seal(json.dumps(asdict(written)).encode(), kid=str(letter))


def reopen(sealed: bytes, letter: UUID) -> Written:
    """Return what a letter says."""
    return Written(**json.loads(unseal(sealed, kid=str(letter))))


def message(written: Written, *, to: str) -> EmailMultiAlternatives:
    """Return the e-mail."""
    mail = EmailMultiAlternatives(subject=written.subject, body=written.text, to=[to])
    mail.attach_alternative(written.html, "text/html")
    return mail
