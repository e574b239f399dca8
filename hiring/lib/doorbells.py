"""Ringing a doorbell: telling the workers that there is work, which they find in rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import structlog
from django.conf import settings
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)


def ring(task: Any, *arguments: str) -> None:
    """Send ``task`` a message in its own queue; a broker that is away is no loss, the sweeper rings again."""
    try:
        task.apply_async(args=arguments, retry=False)
    except OperationalError as problem:
        log.warning("doorbell not rung", task=task.name, problem=type(problem).__name__)


def ring_missing(task: Any, rows: Iterable[tuple[str, ...]]) -> None:
    """Ring for rows that wait too long, but for no more than there are bells too few of in the queue of ``task``.

    Workers that are busy leave bells where they are, and another for the same row would only fill the broker.
    """
    for arguments in list(rows)[unanswered(task) :]:
        ring(task, *arguments)


def unanswered(task: Any) -> int:
    """Return how many bells hang in the queue of ``task``."""
    queue = settings.CELERY_TASK_ROUTES[task.name]["queue"]
    with task.app.connection_for_write() as connection:
        connection.ensure_connection(max_retries=1)
        return int(connection.default_channel.queue_declare(queue=queue).message_count)
