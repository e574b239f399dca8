"""An installation with a dangerous setting does not start, and is told which."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as given
from django.core.checks import run_checks
from django.test import override_settings

from hiring.celery import app
from hiring.lib.checks import PRINTED_MAIL
from tests.fixtures.installation import ROOT

TRANSPORT = given.CELERY_BROKER_TRANSPORT_OPTIONS


def test_a_well_set_installation_passes() -> None:
    assert complaints() == set()


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"SECRET_KEY": f"{given.INSECURE}signing-of-sessions"}, "assay.E001"),
        ({"PEPPER": "short"}, "assay.E002"),
        ({"KEY_ENCRYPTION_SECRET": ""}, "assay.E003"),
        ({"DEMO": True, "PUBLIC_URL": "https://assay.example"}, "assay.E004"),
        ({"DEBUG": True, "PUBLIC_URL": "https://assay.example"}, "assay.E005"),
        ({"WEBHOOKS_TO_LOOPBACK": True, "PUBLIC_URL": "https://assay.example"}, "assay.E006"),
        ({"PUBLIC_URL": "http://assay.example"}, "assay.W001"),
        ({"EMAIL_BACKEND": PRINTED_MAIL}, "assay.E007"),
        ({"METRICS_TOKEN": "guessed-at-once"}, "assay.E008"),
        ({"CELERY_TASK_ACKS_LATE": False}, "assay.E010"),
        ({"CELERY_WORKER_PREFETCH_MULTIPLIER": 4}, "assay.E011"),
        ({"CELERY_TASK_IGNORE_RESULT": False}, "assay.E012"),
        ({"CELERY_RESULT_BACKEND": "redis://"}, "assay.E013"),
        ({"CELERY_TASK_TIME_LIMIT": TRANSPORT["visibility_timeout"]}, "assay.E014"),
        ({"CELERY_BROKER_TRANSPORT_OPTIONS": {**TRANSPORT, "unacked_restore_interval": 10}}, "assay.E015"),
        ({"CELERY_BROKER_TRANSPORT_OPTIONS": {**TRANSPORT, "unacked_restore_throttle": 10}}, "assay.E016"),
        ({"BUNDLE_MAX_BYTES": 2 * 1024**3}, "assay.E020"),
        ({"RUN_TIME_LIMIT": 1}, "assay.E021"),
        ({"RUN_LEASE_SECONDS": 0}, "assay.E022"),
        ({"WEBHOOK_TIME_LIMIT": 0}, "assay.E023"),
        ({"LETTERS_KEPT_DAYS": 0}, "assay.E024"),
        ({"STORAGE_URL": "s3://assay/folder"}, "assay.E030"),
        ({"STORAGE_URL": "s3://assay?endpoint=http://objects.example"}, "assay.W002"),
    ],
)
def test_it_names_what_is_wrong(wrong: dict[str, Any], complaint: str) -> None:
    with override_settings(**wrong):
        assert complaints() == {complaint}


def test_the_insecure_secrets_serve_while_developing() -> None:
    with override_settings(DEBUG=True, SECRET_KEY=f"{given.INSECURE}signing-of-sessions"):
        assert complaints() == set()


@pytest.mark.parametrize(
    "command",
    [
        ("-c", "import hiring.wsgi"),
        ("-m", "celery", "--app=hiring", "worker"),
        ("-m", "celery", "--app=hiring", "beat"),
    ],
    ids=["web", "worker", "beat"],
)
def test_no_process_starts_with_the_secrets_of_the_source(command: tuple[str, ...], tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, *command],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert "assay.E001" in done.stderr


def complaints() -> set[str]:
    """The ids of our own checks' complaints."""
    return {found.id for found in run_checks() if found.id is not None and found.id.startswith("assay.")}


@pytest.mark.parametrize("scheduled", sorted(given.CELERY_BEAT_SCHEDULE))
def test_what_is_done_by_the_clock_hangs_in_no_queue_whose_bells_are_counted(scheduled: str) -> None:
    task = given.CELERY_BEAT_SCHEDULE[scheduled]["task"]
    assert app.amqp.router.route({}, task)["queue"].name == "assay-clock"
