"""The Celery application: it carries doorbells, never the work itself."""

import logging.config
import os
import sys
from typing import Any

from celery import Celery
from celery.signals import beat_init, setup_logging, worker_init
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


@worker_init.connect
@beat_init.connect
def refuse_to_start_misconfigured(**_: Any) -> None:
    """Stop a worker or beat whose settings fail a system check; Celery runs the checks but ignores what they say."""
    try:
        BaseCommand().check()
    except SystemCheckError as error:
        sys.exit(str(error))
