"""Doorbells: a message names a row, the row is the work, and a message too many or too few changes nothing."""

from __future__ import annotations

from uuid import UUID

import structlog
from celery import shared_task
from django.conf import settings
from kombu.exceptions import OperationalError

from hiring.grading.models import Run
from hiring.grading.services import grade_run, overdue_runs, return_expired
from hiring.grading.starting import make_ready
from hiring.lib.leases import lease
from hiring.lib.storage import remove_unfinished

__all__ = ["grade", "make_ready", "ring", "sweep"]

ABANDONED_SECONDS = 24 * 3600
log = structlog.get_logger(__name__)


@shared_task(name="grading.grade")
def grade(run_id: str) -> None:
    """Grade a run, if it is still to be graded and nobody else has it."""
    run = lease(Run, UUID(run_id), seconds=settings.RUN_LEASE_SECONDS)
    if run is not None:
        grade_run(run=run)


@shared_task(name="grading.sweep")
def sweep() -> None:
    """Return what dead workers held, ring again for whatever waits too long, and clear away broken uploads."""
    return_expired()
    for run_id in overdue_runs():
        ring(run_id)
    remove_unfinished(older_than=ABANDONED_SECONDS)


def ring(run_id: UUID) -> None:
    """Tell the workers of a run; a broker that can't be reached is no loss, the sweeper rings again."""
    try:
        grade.apply_async(args=(str(run_id),), retry=False)
    except OperationalError as problem:
        log.warning("doorbell not rung", run=str(run_id), problem=type(problem).__name__)
