"""Ringing a doorbell: telling the workers that there is work, which they find in rows."""

from __future__ import annotations

from typing import Any

import structlog
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)


def ring(task: Any, *arguments: str) -> None:
    """Send ``task`` a message; a broker that can't be reached is no loss, the sweeper rings again."""
    try:
        task.apply_async(args=arguments, retry=False)
    except OperationalError as problem:
        log.warning("doorbell not rung", task=task.name, problem=type(problem).__name__)
