"""What is done every minute for no row in particular."""

from __future__ import annotations

from celery import shared_task

from hiring.lib.forgetting import forget_outdated
from hiring.lib.storage import remove_unfinished

ABANDONED_SECONDS = 24 * 3600


@shared_task(name="lib.forget")
def forget() -> None:
    """Forget a batch of what is outdated, and clear away broken uploads."""
    forget_outdated()
    remove_unfinished(older_than=ABANDONED_SECONDS)
