"""Doorbells of letters: a message names a row, the row is the work."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from hiring.letters.models import Letter
from hiring.letters.services import overdue_letters, return_expired, send_letter
from hiring.lib.doorbells import ring_missing
from hiring.lib.leases import lease

LEASE_SECONDS = 60


@shared_task(name="letters.send")
def send(letter_id: str) -> None:
    """Send a letter, if it is still to be sent and nobody else has it."""
    letter = lease(Letter, UUID(letter_id), seconds=LEASE_SECONDS)
    if letter is not None:
        send_letter(letter=letter)


@shared_task(name="letters.sweep")
def sweep() -> None:
    """Return what dead workers held and ring again for whatever waits too long."""
    return_expired()
    ring_missing(send, ((str(letter_id),) for letter_id in overdue_letters()))
