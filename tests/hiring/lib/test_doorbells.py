"""Letters go before runs, and however often a sweep comes, no more bells hang in the broker than rows wait."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from redis import Redis

from hiring.assessments.models import Attempt
from hiring.grading.models import Run
from hiring.grading.tasks import grade, sweep as sweep_runs
from hiring.letters.intake import post_letter
from hiring.letters.models import Letter
from hiring.letters.tasks import send, sweep as sweep_letters
from hiring.lib.doorbells import ring, unanswered
from tests.hiring.grading.making import make_run

LONG_AGO = timedelta(hours=1)


@pytest.fixture
def line(broker: Redis, broker_server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A line to an empty broker, which every bell of the test goes over."""
    with grade.app.connection_for_write(broker_server) as connection:
        for task in (grade, send):
            monkeypatch.setattr(task, "apply_async", partial(task.apply_async, connection=connection))
        monkeypatch.setattr(type(grade.app), "connection_for_write", lambda app: connection.clone())
        yield connection


def next_task(line: Any) -> str:
    """Take the message that a worker would take next, and return whose it is."""
    taken: list[str] = []

    def take(body: object, message: Any) -> None:
        taken.append(message.headers["task"])
        message.ack()

    queues = list(grade.app.amqp.queues.values())
    with grade.app.amqp.Consumer(line.channel(), queues=queues, callbacks=[take], prefetch_count=1):
        line.drain_events(timeout=10)
    return taken[0]


def test_a_letter_goes_before_forty_runs(line: Any, db: None) -> None:
    for _ in range(40):
        ring(grade)
    ring(send, str(uuid4()))
    assert next_task(line) == "letters.send"
    assert next_task(line) == "grading.grade"


def test_sweeps_ring_for_each_row_once_while_nobody_answers(line: Any, attempt: Attempt) -> None:
    for number in range(1, 6):
        make_run(attempt, number=number)
    words = {"title": "t", "organisation": "o", "number": 1, "address": "a"}
    post_letter(kind="report_ready", subject=uuid4(), to="alice@example.com", words=words)
    for model in (Run, Letter):
        model.objects.update(next_attempt_at=timezone.now() - LONG_AGO)
    for _ in range(10):
        sweep_runs()
        sweep_letters()
    assert (unanswered(grade), unanswered(send)) == (5, Letter.objects.count())
