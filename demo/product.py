"""The product's processes: servers, web, worker and beat, and the cohort in its database."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from demo.installation import ROOT, Installation
from embedded.ports import LOOPBACK, answers
from embedded.postgres import Postgres
from embedded.supervisor import Supervisor
from embedded.valkey import Valkey

WORKERS = 2


class NotSeeded(Exception):
    """The cohort could not be made or read; the message is the command's own."""


@dataclass(frozen=True, kw_only=True)
class Product:
    """The running product; ``supervisor`` knows whether all of it still runs."""

    installation: Installation
    environment: dict[str, str]
    supervisor: Supervisor

    def ask(self, what: str) -> Any:
        """Run `manage.py demonstration WHAT` and return what it says."""
        command = [sys.executable, str(ROOT / "manage.py"), "demonstration", what]
        done = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NotSeeded(f"The cohort could not be set up:\n{done.stderr.strip()}")
        return json.loads(done.stdout)

    def serve(self) -> None:
        """Start web, worker and beat, and wait until pages are served."""
        port, schedule = self.installation.port, self.installation.folder / "beat"
        web = ["granian", "--interface=asginl", "--no-ws", f"--host={LOOPBACK}", f"--port={port}"]
        worker = ["celery", "--app=hiring", "worker", f"--concurrency={WORKERS}", "--without-mingle"]
        self._start("worker", *worker, replaced=True)
        self._start("beat", "celery", "--app=hiring", "beat", f"--schedule={schedule}")
        self._start("web", *web, "hiring.asgi:application", port=port)

    def _start(self, name: str, *arguments: str, port: int | None = None, replaced: bool = False) -> None:
        command = [sys.executable, "-m", *arguments]
        ready = None if port is None else lambda: answers(port)
        self.supervisor.start(name, command, env=self.environment, ready=ready, replaced=replaced)


@contextmanager
def running(installation: Installation) -> Iterator[Product]:
    """Start the database, the broker and nothing else yet; end every process when the block is left."""
    with (
        Postgres(installation.folder / "postgres") as postgres,
        Valkey(installation.folder / "valkey") as valkey,
        Supervisor(installation.logs) as supervisor,
    ):
        environment = installation.environment(database=postgres.url, broker=valkey.url)
        yield Product(installation=installation, environment=environment, supervisor=supervisor)
