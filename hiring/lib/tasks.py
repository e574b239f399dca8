"""What is done every minute for no row in particular."""

from __future__ import annotations

from celery import shared_task

from hiring.lib.forgetting import forget_outdated


@shared_task(name="lib.forget")
def forget() -> None:
    """Forget a batch of what is outdated."""
    forget_outdated()
