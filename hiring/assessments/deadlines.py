"""The one deadline function: pages, API, locks and the gate all ask it; queries ask its twin."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import DurationField, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from hiring.assessments.models import Attempt, Extension


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


def was_open(attempt: Attempt, at: datetime) -> bool:
    """Say whether a moment belongs to ``attempt``, by all the time it has been given, even after that moment."""
    if attempt.withdrawn_at is not None and attempt.withdrawn_at <= at:
        return False
    return at < deadline_of(attempt)


def open_attempts() -> QuerySet[Attempt]:
    """Return every attempt for which ``is_open`` holds."""
    given = Extension.objects.filter(attempt=OuterRef("pk")).order_by().values("attempt").annotate(sum=Sum("minutes"))
    minutes = F("invitation__cohort__version__time_box_hours") * 60 + Coalesce(Subquery(given.values("sum")), 0)
    lasts = ExpressionWrapper(minutes * Value(timedelta(minutes=1)), output_field=DurationField())
    return Attempt.objects.filter(Q(started_at__gt=timezone.now() - lasts), withdrawn_at=None)


def _unextended(attempt: Attempt) -> datetime:
    return attempt.started_at + timedelta(hours=attempt.invitation.cohort.version.time_box_hours)
