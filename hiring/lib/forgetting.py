"""Forgetting what is kept for a time only, a batch at a time, so that no table grows for ever and no delete is long."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone
from oauth2_provider.models import get_access_token_model

from hiring.lib.models import IdempotentAnswer

ANSWERS_KEPT: Final = timedelta(hours=24)
TOKENS_KEPT: Final = timedelta(hours=1)
MOST_AT_ONCE: Final = 1_000


def forget_outdated() -> int:
    """Delete a batch each of old answers to idempotency keys, and of sessions and tokens that have expired."""
    now = timezone.now()
    outdated: tuple[QuerySet[Any], ...] = (
        IdempotentAnswer.objects.filter(created_at__lt=now - ANSWERS_KEPT),
        Session.objects.filter(expire_date__lt=now),
        get_access_token_model().objects.filter(expires__lt=now - TOKENS_KEPT),
    )
    return sum(delete_some(rows) for rows in outdated)


def delete_some(rows: QuerySet[Any]) -> int:
    """Delete a batch of rows, and return how many were deleted."""
    batch = list(rows.values_list("pk", flat=True)[:MOST_AT_ONCE])
    return rows.filter(pk__in=batch).delete()[0]
