"""Forgetting uploads that nobody went on with."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from celery import shared_task
from django.utils import timezone

from hiring.lib.forgetting import delete_some
from hiring.submissions.models import Upload

# A part that was let in just before its upload expired is here by then.
SETTLED: Final = timedelta(hours=1)


@shared_task(name="submissions.forget")
def forget() -> None:
    """Delete a batch of expired uploads, their bytes with them."""
    delete_some(Upload.objects.filter(expires_at__lt=timezone.now() - SETTLED))
