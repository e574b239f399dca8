"""A row is leased to one at a time, ends once, and is never tried for ever, whatever happens in whatever order."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import F
from hypothesis import HealthCheck, given, settings, strategies as st

from hiring.assessments.models import Attempt
from hiring.grading.models import Run
from hiring.lib.leases import FAILED, LEASED, QUEUED, LostLease, due, expire, finish, give_back, lease, renew
from tests.hiring.grading.making import make_run

DONE = "graded"
LEASE_SECONDS = 60
STEPS = st.one_of(
    st.just(("lease", 0)),
    st.just(("pass time", 0)),
    st.just(("sweep", 0)),
    st.tuples(st.sampled_from(["renew", "finish", "give back"]), st.integers(0, 3)),
)


@pytest.fixture
def run(attempt: Attempt) -> Run:
    """A run that waits."""
    return make_run(attempt)


def pass_time(run: Run, seconds: int = LEASE_SECONDS + 1) -> None:
    """Age the row: to the database it is now ``seconds`` later."""
    ago = timedelta(seconds=seconds)
    Run.objects.filter(pk=run.pk).update(lease_until=F("lease_until") - ago, next_attempt_at=F("next_attempt_at") - ago)


def take(run: Run) -> Run | None:
    return lease(Run, run.pk, seconds=LEASE_SECONDS)


def taken(run: Run) -> Run:
    held = take(run)
    assert held is not None
    return held


class World:
    """One run and everyone who ever held it, doing what a test tells them."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.holders: list[Run] = []
        self.written = 0

    def step(self, action: str, who: int) -> None:
        """Do one thing; a holder whose lease is lost writes nothing."""
        if action == "lease":
            held = take(self.run)
            self.holders += [held] if held else []
        elif action == "pass time":
            pass_time(self.run)
        elif action == "sweep":
            expire(Run, cause="stopped")
        elif self.holders:
            self._write(action, self.holders[who % len(self.holders)])

    def _write(self, action: str, holder: Run) -> None:
        now = Run.objects.get(pk=self.run.pk)
        ours = now.state == LEASED and now.fence == holder.fence
        try:
            if action == "renew":
                renew(holder, seconds=LEASE_SECONDS)
            elif action == "finish":
                finish(holder, state=DONE)
                self.written += 1
            else:
                give_back(holder, after=0, cause="broke")
        except LostLease:
            assert not ours
        else:
            assert ours


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=25))
def test_no_order_of_events_doubles_or_revives_work(run: Run, steps: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        world, before = World(run), run
        for action, who in steps:
            world.step(action, who)
            now = Run.objects.get(pk=run.pk)
            assert now.fence >= before.fence
            assert now.attempts <= Run.MOST_ATTEMPTS
            assert before.state in {QUEUED, LEASED} or now.state == before.state
            assert (now.lease_until is not None) == (now.state == LEASED)
            before = now
        assert world.written == (before.state == DONE)
        transaction.set_rollback(True)


def test_it_is_leased_to_one(run: Run) -> None:
    assert taken(run).state == LEASED
    assert take(run) is None


def test_attempts_are_counted_before_the_work(run: Run) -> None:
    for attempts in range(1, Run.MOST_ATTEMPTS + 1):
        assert taken(run).attempts == attempts
        pass_time(run)
    assert take(run) is None


def test_a_lease_that_ran_out_is_taken_over_and_the_first_holder_is_told(run: Run) -> None:
    first = taken(run)
    pass_time(run)
    second = taken(run)
    with pytest.raises(LostLease):
        finish(first, state=DONE)
    finish(second, state=DONE)
    assert Run.objects.get(pk=run.pk).state == DONE


def test_a_renewed_lease_does_not_run_out(run: Run) -> None:
    held = taken(run)
    pass_time(run, LEASE_SECONDS // 2)
    renew(held, seconds=LEASE_SECONDS)
    pass_time(run, LEASE_SECONDS // 2)
    assert take(run) is None


def test_what_is_given_back_waits_its_time(run: Run) -> None:
    assert give_back(taken(run), after=30, cause="the disk was full")
    assert take(run) is None
    pass_time(run, 31)
    assert taken(run).cause == "the disk was full"


def test_what_is_given_back_once_too_often_fails_with_its_cause(run: Run) -> None:
    again = [give_back(taken(run), after=0, cause="it broke") for _ in range(Run.MOST_ATTEMPTS)]
    assert again == [True, True, False]
    run.refresh_from_db()
    assert (run.state, run.cause) == (FAILED, "it broke")


def test_the_sweeper_returns_what_ran_out_and_fails_the_hopeless(attempt: Attempt) -> None:
    fresh, hopeless = make_run(attempt, number=1), make_run(attempt, number=2)
    taken(fresh)
    for _ in range(Run.MOST_ATTEMPTS):
        taken(hopeless)
        pass_time(hopeless)
    pass_time(fresh)
    returned = {run.pk: run for run in expire(Run, cause="stopped")}
    assert {pk: (run.state, run.attempts) for pk, run in returned.items()} == {
        fresh.pk: (QUEUED, 1),
        hopeless.pk: (FAILED, Run.MOST_ATTEMPTS),
    }


def test_the_sweeper_leaves_a_lease_in_force_alone(run: Run) -> None:
    taken(run)
    assert expire(Run, cause="stopped") == []
    assert Run.objects.get(pk=run.pk).state == LEASED


def test_only_what_has_waited_is_rung_for_longest_first(attempt: Attempt) -> None:
    runs = [make_run(attempt, number=number) for number in (1, 2, 3)]
    pass_time(runs[0], 10)
    pass_time(runs[1], 20)
    assert due(Run, overdue=5, most=9) == [runs[1].pk, runs[0].pk]
    assert due(Run, overdue=5, most=1) == [runs[1].pk]


RACER = """
import sys
import django
django.setup()
from hiring.grading.models import Run
from hiring.lib.leases import lease
ids = sys.argv[1:]
print("ready", flush=True)
sys.stdin.readline()
print(*(run_id for run_id in ids if lease(Run, run_id, seconds=60)))
"""


def test_of_processes_that_race_one_gets_each_row(
    installation: dict[str, str], live_database: str, attempt: Attempt
) -> None:
    ids = [str(make_run(attempt, number=number).pk) for number in range(1, 41)]
    environment = {**installation, "DATABASE_URL": live_database, "DJANGO_SETTINGS_MODULE": "hiring.settings"}
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", RACER, *ids],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        for _ in range(3)
    ]
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()
    won = Counter(run_id for racer in racers for run_id in racer.communicate(timeout=60)[0].split())
    assert won == Counter(ids)
