"""Letters that were posted, delivered at once."""

from __future__ import annotations

from hiring.letters.models import Letter
from hiring.letters.tasks import send
from hiring.lib.leases import QUEUED


def deliver() -> None:
    """Send every letter that waits, in the order they were posted."""
    for letter in Letter.objects.filter(state=QUEUED).order_by("created_at"):
        send(str(letter.pk))
