"""Doorbells: a message says that there is work, the rows are the work, and one too many or too few changes nothing."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings

from hiring.grading.models import Run
from hiring.grading.services import grade_run, overdue_runs, return_expired
from hiring.grading.starting import make_ready
from hiring.lib.doorbells import ring_missing
from hiring.lib.leases import lease_next

__all__ = ["grade", "make_ready", "sweep"]


@shared_task(name="grading.grade")
def grade() -> None:
    """Grade the run whose turn it is, if any waits."""
    run = lease_next(Run, seconds=settings.RUN_LEASE_SECONDS)
    if run is not None:
        grade_run(run=run)


@shared_task(name="grading.sweep")
def sweep() -> None:
    """Return what dead workers held, and ring again for whatever waits too long."""
    return_expired()
    ring_missing(grade, [()] * overdue_runs())
