"""The one deadline function: pages, API, locks and the gate all ask it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from hiring.assessments.models import Attempt


def deadline_of(attempt: Attempt) -> datetime:
    """Return when ``attempt`` ends, in UTC: its start, the time box of its version, and every extension granted."""
    return _unextended(attempt) + timedelta(minutes=sum(extension.minutes for extension in attempt.extensions.all()))


def has_ended(attempt: Attempt, *, grace: timedelta = timedelta(0)) -> bool:
    """Say whether an attempt's deadline, and some grace after it, have passed or it was withdrawn.

    Extensions only add time, so they are read where nothing else leaves any.
    """
    if attempt.withdrawn_at is not None:
        return True
    latest = timezone.now() - grace
    return latest >= _unextended(attempt) and latest >= deadline_of(attempt)


def time_left(attempt: Attempt) -> timedelta:
    """Return how long ``attempt`` still has; zero once its deadline has passed or it was withdrawn."""
    if attempt.withdrawn_at is not None:
        return timedelta(0)
    return max(deadline_of(attempt) - timezone.now(), timedelta(0))


def is_open(attempt: Attempt) -> bool:
    """Say whether a bundle may still be handed in."""
    return time_left(attempt) > timedelta(0)


def _unextended(attempt: Attempt) -> datetime:
    return attempt.started_at + timedelta(hours=attempt.invitation.cohort.version.time_box_hours)
