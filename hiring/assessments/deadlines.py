"""The one deadline function: pages, API, locks and the gate all ask it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from hiring.assessments.models import Attempt


def deadline_of(attempt: Attempt) -> datetime:
    """Return when ``attempt`` ends, in UTC: its start, the time box of its version, and every extension granted."""
    extra = sum(extension.minutes for extension in attempt.extensions.all())
    hours = attempt.invitation.cohort.version.time_box_hours
    return attempt.started_at + timedelta(hours=hours, minutes=extra)


def time_left(attempt: Attempt) -> timedelta:
    """Return how long ``attempt`` still has; zero once its deadline has passed or it was withdrawn."""
    if attempt.withdrawn_at is not None:
        return timedelta(0)
    return max(deadline_of(attempt) - timezone.now(), timedelta(0))


def is_open(attempt: Attempt) -> bool:
    """Say whether a bundle may still be handed in."""
    return time_left(attempt) > timedelta(0)
