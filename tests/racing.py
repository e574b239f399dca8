"""Calls that meet: real threads, each with a connection of its own, over rows that commit."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import connection, transaction

from hiring.lib.refused import Refused

Result = TypeVar("Result")
PATIENCE_SECONDS = 10
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def at_once(*calls: Callable[[], Result]) -> list[Result | Refused]:
    """Make all calls at the same moment and return what each returned or was refused with."""
    results: list[Result | Refused] = []
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], Result]) -> None:
        start.wait()
        try:
            results.append(call())
        except Refused as refusal:
            results.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=PATIENCE_SECONDS)
    assert len(results) == len(calls)
    return results


def overtaken(call: Callable[[], Result], *, lock: Callable[[], object], by: Callable[[], object]) -> Result | Refused:
    """Make a call that has to wait for ``lock``, do ``by`` before it gets it, and return how the call ended."""
    results: list[Result | Refused] = []
    caller = threading.Thread(target=lambda: results.extend(at_once(call)))
    with transaction.atomic():
        lock()
        caller.start()
        _wait_for_a_waiter()
        by()
    caller.join(timeout=PATIENCE_SECONDS)
    [result] = results
    return result


def _wait_for_a_waiter() -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    with connection.cursor() as cursor:
        while cursor.execute(WAITING).fetchone() == (0,):
            assert time.monotonic() < deadline, "the call waited for no lock"
            time.sleep(0.01)
            cursor.execute("SELECT pg_stat_clear_snapshot()")
