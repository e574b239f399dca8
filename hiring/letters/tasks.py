"""Doorbells of letters: a message names a row, the row is the work."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from hiring.letters.models import Letter
from hiring.letters.services import forget_old, overdue_letters, return_expired, send_letter
from hiring.lib.doorbells import ring_missing
from hiring.lib.leases import lease

# A mail server may be slow at every step, so it is the whole conversation that is cut short, well within the lease.
LONGEST_SECONDS = 60
KILLED_SECONDS = 90
LEASE_SECONDS = 120


@shared_task(name="letters.send", soft_time_limit=LONGEST_SECONDS, time_limit=KILLED_SECONDS)
def send(letter_id: str) -> None:
    """Send a letter, if it is still to be sent and nobody else has it."""
    letter = lease(Letter, UUID(letter_id), seconds=LEASE_SECONDS)
    if letter is not None:
        send_letter(letter=letter)


@shared_task(name="letters.sweep")
def sweep() -> None:
    """Return what dead workers held, ring again for whatever waits too long, and forget what is old."""
    return_expired()
    ring_missing(send, ((str(letter_id),) for letter_id in overdue_letters()))
    forget_old()
