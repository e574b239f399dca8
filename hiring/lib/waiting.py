"""What waits, of every kind of leased row: how many, and for how long the oldest has been due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.apps import apps
from django.db.models import Count, Min, Q
from django.utils import timezone

from hiring.lib.leases import FAILED, LEASED, QUEUED, Leased

UNFINISHED = Q(state__in=(QUEUED, LEASED))


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One kind of work: how many rows are in which state, and how long the oldest that is not finished has been due.

    What waits for its next try is not due before that.
    """

    kind: str
    queued: int
    leased: int
    done: int
    failed: int
    oldest: timedelta | None


def waiting_work() -> list[Waiting]:
    """Return every kind of leased row, the one with the oldest unfinished row first."""
    return sorted(_every_kind(), key=lambda one: one.oldest or timedelta(-1), reverse=True)


def _every_kind() -> Iterator[Waiting]:
    now = timezone.now()
    for model in apps.get_models():
        if issubclass(model, Leased):
            told = model.objects.aggregate(
                queued=Count("pk", filter=Q(state=QUEUED)),
                leased=Count("pk", filter=Q(state=LEASED)),
                done=Count("pk", filter=~Q(state__in=(QUEUED, LEASED, FAILED))),
                failed=Count("pk", filter=Q(state=FAILED)),
                since=Min("next_attempt_at", filter=UNFINISHED & Q(next_attempt_at__lte=now)),
            )
            since = told.pop("since")
            name = str(model._meta.verbose_name_plural)  # noqa: SLF001 - documented
            yield Waiting(kind=name, oldest=now - since if since else None, **told)
