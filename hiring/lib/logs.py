"""Logs: one line of JSON each, or plain words while developing, whether structlog or anyone else writes it."""

from __future__ import annotations

from typing import Any

import structlog

STEPS: tuple[Any, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
)

EVERY_DOORBELL = ("celery.worker.strategy", "celery.app.trace")


def set_up_logs(*, developing: bool, level: str) -> dict[str, Any]:
    """Set structlog up and return Django's ``LOGGING`` for the same lines."""
    structlog.configure(
        processors=[*STEPS, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    line = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processor": structlog.dev.ConsoleRenderer() if developing else structlog.processors.JSONRenderer(),
        "foreign_pre_chain": STEPS,
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": line},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True, "level": "INFO"},
            **{name: {"level": "WARNING"} for name in EVERY_DOORBELL},
        },
    }
