"""Ringing a doorbell: telling the workers that there is work, which they find in rows."""

from __future__ import annotations

from typing import Any

import structlog
from django.conf import settings
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)


def ring(task: Any, *arguments: str, priority: int = settings.CELERY_TASK_DEFAULT_PRIORITY) -> None:
    """Send ``task`` a message, 0 before all others; a broker that is away is no loss, the sweeper rings again."""
    try:
        task.apply_async(args=arguments, retry=False, priority=priority)
    except OperationalError as problem:
        log.warning("doorbell not rung", task=task.name, problem=type(problem).__name__)
