"""The road of a letter: kept with the fact it tells of, sent by a worker, given up after its tries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from smtplib import SMTPException
from uuid import UUID

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from hiring.audit.services import record
from hiring.letters.models import OVER, SENT, Letter
from hiring.letters.writing import close, message, reopen, write
from hiring.lib.forgetting import delete_some
from hiring.lib.leases import FAILED, LostLease, due, expire, finish, give_back

log = structlog.get_logger(__name__)

BACK_OFF_SECONDS = 60
OVERDUE_SECONDS = 2
MOST_AT_ONCE = 50
STOPPED = "The worker that sent it stopped."
OF_NO_USE = "It was of no use any more."


@transaction.atomic
def keep_letter(
    *, kind: str, subject: UUID, to: str, words: Mapping[str, object], until: datetime | None = None
) -> Letter:
    """Keep a letter of ``kind`` about ``subject`` until it is sent, in the transaction of what it tells of."""
    letter = Letter(kind=kind, subject=subject, to=to, until=until)
    letter.sealed = close(write(kind, words), letter.pk)
    letter.save(force_insert=True)
    return letter


def send_letter(*, letter: Letter) -> None:
    """Send a leased letter, or give it back for another try; a worker killed in between may send it twice."""
    if letter.until is not None and letter.until <= timezone.now():
        finish(letter, state=OVER, sealed=b"", cause=OF_NO_USE)
        return
    try:
        message(reopen(bytes(letter.sealed), letter.pk), to=letter.to).send()
        finish(letter, state=SENT, sealed=b"", cause="")
    except LostLease:
        log.info("lease lost", letter=str(letter.pk), fence=letter.fence)
    except (SMTPException, OSError, SoftTimeLimitExceeded) as problem:
        log.warning("letter not sent", letter=str(letter.pk), attempts=letter.attempts, problem=type(problem).__name__)
        fail_or_retry(letter=letter, cause=f"The mail server did not take it ({type(problem).__name__}).")


@transaction.atomic
def fail_or_retry(*, letter: Letter, cause: str) -> None:
    """Give a letter back for another try, or give it up when its tries are used up."""
    try:
        again = give_back(letter, after=BACK_OFF_SECONDS * letter.attempts, cause=cause)
    except LostLease:
        return
    if not again:
        give_up(letter)


@transaction.atomic
def return_expired() -> None:
    """Return the letters of workers that died to the queue; give up those that have had their tries."""
    for letter in expire(Letter, cause=STOPPED):
        if letter.state == FAILED:
            give_up(letter)


def give_up(letter: Letter) -> None:
    """Forget what a failed letter says, and tell the operators of it."""
    Letter.objects.filter(pk=letter.pk).update(sealed=b"")
    log.error("letter given up", letter=str(letter.pk), kind=letter.kind, cause=letter.cause)
    record(
        actor=None,
        organisation=None,
        verb="letter.failed",
        subject_kind="letter",
        subject=str(letter.pk),
        facts={"kind": letter.kind, "about": str(letter.subject), "cause": letter.cause},
    )


def overdue_letters() -> list[UUID]:
    """Return the letters whose doorbell nobody answered."""
    return due(Letter, overdue=OVERDUE_SECONDS, most=MOST_AT_ONCE)


def forget_old() -> None:
    """Delete a batch of letters that ended ``LETTERS_KEPT_DAYS`` ago or longer, and with them to whom they went."""
    before = timezone.now() - timedelta(days=settings.LETTERS_KEPT_DAYS)
    delete_some(Letter.objects.filter(state__in=(SENT, OVER, FAILED), next_attempt_at__lt=before))
