"""What a worker does before its first run: makes the gate quick to load and finds out what this machine can confine."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import structlog
from celery.signals import worker_init
from django.conf import settings

from hiring.confine import what_holds_here

log = structlog.get_logger(__name__)


def make_ready(**_: Any) -> None:
    """Prepare once, before the processes that grade are forked off: they inherit what was found out."""
    compile_gate()
    for verdict in what_holds_here().verdicts:
        log.info("confinement", backend=verdict.backend, data=verdict.data, code=verdict.code, reason=verdict.reason)


def compile_gate() -> None:
    """Have Python keep the bytecode of all that confined children load; they may read it and could not write it."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-c", "import grader.catalogue, grader.edge.__main__"]
    subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True)


worker_init.connect(make_ready)
