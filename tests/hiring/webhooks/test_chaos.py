"""A worker killed while it sends loses nothing: with real workers, a real beat and a real receiver."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models.functions import Now

from embedded.child import end_child, start_child
from hiring.webhooks.models import Delivery
from tests.fixtures.processes import Start
from tests.fixtures.receiver import Receiver, hang, say
from tests.hiring.webhooks.conftest import Tell

PATIENCE_SECONDS = 60


@pytest.fixture
def live(live: dict[str, str]) -> dict[str, str]:
    """The same installation, which may call this machine."""
    return live | {"WEBHOOKS_TO_LOOPBACK": "1", "WEBHOOK_TIME_LIMIT": "30"}


@pytest.fixture
def doomed_worker(live: dict[str, str], tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker that nobody misses when it dies, in a group with the process that works for it."""
    command = [sys.executable, "-m", "celery", "--app=hiring", "worker", "--concurrency=1"]
    process = start_child(command, log=tmp_path / "doomed.log", env=live)
    yield process
    end_child(process)


def wait_until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, list(Delivery.objects.values_list("state", "attempts", "cause"))
        time.sleep(0.02)


def test_a_worker_killed_while_it_sends_is_replaced_and_the_message_arrives_again(
    live: dict[str, str],
    receiver: Receiver,
    tell: Tell,
    doomed_worker: subprocess.Popen[bytes],
    beat: Start,
    worker: Start,
) -> None:
    receiver.script = [hang, say(200)]
    delivery = tell()
    beat()
    wait_until(lambda: receiver.got)
    os.killpg(doomed_worker.pid, signal.SIGKILL)
    assert Delivery.objects.get().state == "leased"
    Delivery.objects.update(lease_until=Now() - timedelta(seconds=1))
    worker()
    wait_until(lambda: Delivery.objects.get().state == "delivered")
    assert {got.headers["webhook-id"] for got in receiver.got} == {delivery.message.name}
    assert [tried.status for tried in delivery.tries.all()] == [200]
    assert (Delivery.objects.get().attempts, len(receiver.got)) == (2, 2)
