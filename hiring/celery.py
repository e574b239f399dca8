"""The Celery application: it carries doorbells, never the work itself."""

import logging.config
import os
import sys
from typing import Any

import structlog
from celery import Celery
from celery.signals import beat_init, setup_logging, task_prerun, worker_init
from django.conf import settings
from django.core.management.base import BaseCommand, SystemCheckError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hiring.settings")

app = Celery("hiring")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def log_as_the_web_does(**_: Any) -> None:
    """Keep Celery from laying its own log format over ours."""
    logging.config.dictConfig(settings.LOGGING)


@task_prerun.connect
def forget_the_last_task(**_: Any) -> None:
    """Let no line of a task name what the task before was about."""
    structlog.contextvars.clear_contextvars()


@worker_init.connect
@beat_init.connect
def refuse_to_start_misconfigured(**_: Any) -> None:
    """Stop a worker or beat whose settings fail a system check; Celery runs the checks but ignores what they say."""
    try:
        BaseCommand().check()
    except SystemCheckError as error:
        sys.exit(str(error))
