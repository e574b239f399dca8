"""Whatever is killed or lost, every accepted submission ends once: with real workers, a real beat, a real broker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from redis import Redis

from embedded.child import end_child, start_child
from hiring.grading.models import Report, Run
from hiring.grading.services import STOPPED
from hiring.grading.tasks import grade
from hiring.lib.leases import LEASED, QUEUED
from hiring.market.models import World
from hiring.reputation.models import Credit
from tests.fixtures.processes import Start
from tests.hiring.grading.making import hand_in_bundle

GRADED = "graded"
PATIENCE_SECONDS = 60


@pytest.fixture
def live(live: dict[str, str]) -> dict[str, str]:
    """The same installation, with leases that run out soon."""
    live["RUN_LEASE_SECONDS"] = "4"
    return live


@pytest.fixture
def doomed_worker(live: dict[str, str], tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker that nobody misses when it dies, in a group with the process that works for it."""
    command = [sys.executable, "-m", "celery", "--app=hiring", "worker", "--concurrency=1"]
    process = start_child(command, log=tmp_path / "doomed.log", env=live)
    yield process
    end_child(process)


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, list(Run.objects.values_list("state", "attempts", "cause"))
        time.sleep(0.01)


def ring(times: int, broker: str) -> None:
    """Send so many messages, as a web process does."""
    with grade.app.connection_for_write(broker) as connection:
        for _ in range(times):
            grade.apply_async(connection=connection)


def all_ended() -> bool:
    return not Run.objects.filter(state__in=(QUEUED, LEASED)).exists()


def assert_each_ended_once(runs: list[Run]) -> None:
    for run in runs:
        run.refresh_from_db()
        assert (run.state, run.cause) == (GRADED, "")
        codes = list(Credit.objects.filter(run=run.pk).values_list("check_code", flat=True))
        assert codes
        assert len(codes) == len(set(codes))
    assert Report.objects.count() == len(runs)


def test_a_worker_killed_in_the_middle_of_a_run_loses_and_doubles_nothing(
    world: World,
    live: dict[str, str],
    tmp_path: Path,
    doomed_worker: subprocess.Popen[bytes],
    worker: Start,
    beat: Start,
) -> None:
    run = hand_in_bundle(world.attempt, tmp_path)
    ring(1, live["REDIS_URL"])
    wait_until(lambda: Run.objects.get().state == LEASED)
    os.killpg(doomed_worker.pid, signal.SIGKILL)
    assert (Run.objects.get().state, Report.objects.count(), Credit.objects.count()) == (LEASED, 0, 0)
    beat()
    worker()
    wait_until(all_ended)
    assert_each_ended_once([run])
    assert run.attempts == 2
    assert [setback.cause for setback in run.setbacks.all()] == [STOPPED]


def test_runs_whose_messages_were_lost_are_all_graded(
    world: World, live: dict[str, str], tmp_path: Path, broker: Redis, worker: Start, beat: Start
) -> None:
    runs = [hand_in_bundle(world.attempt, tmp_path, number=number) for number in (1, 2)]
    ring(len(runs), live["REDIS_URL"])
    assert sum(broker.llen(queue) for queue in broker.keys(f"{settings.CELERY_TASK_DEFAULT_QUEUE}*")) == len(runs)
    broker.flushall()
    worker()
    beat()
    wait_until(all_ended)
    assert_each_ended_once(runs)


def test_messages_doubled_and_workers_racing_grade_each_run_once(
    world: World, live: dict[str, str], tmp_path: Path, worker: Start
) -> None:
    runs = [hand_in_bundle(world.attempt, tmp_path, number=number) for number in (1, 2)]
    ring(3 * len(runs), live["REDIS_URL"])
    worker()
    worker()
    wait_until(all_ended)
    assert_each_ended_once(runs)
    assert [run.attempts for run in runs] == [1, 1]
