"""The processes a test can ask for are real, share its database, and end with it."""

from __future__ import annotations

import httpx
import pytest

from embedded.child import Died
from embedded.supervisor import Supervisor
from hiring.accounts.models import Person
from tests.fixtures.processes import Start


@pytest.mark.django_db
def test_a_test_s_rows_are_its_own() -> None:
    assert not Person.objects.exists()
    Person.objects.create_person(email="alice@example.com")


@pytest.mark.django_db
def test_and_the_next_test_does_not_see_them() -> None:
    assert not Person.objects.exists()


def test_the_server_is_alive_and_ready(server: httpx.Client) -> None:
    assert server.get("/healthz").json() == {"alive": True}
    assert server.get("/readyz").json() == {"database": True, "broker": True}


def test_a_worker_and_the_sweeper_start_and_a_killed_one_is_named(
    supervisor: Supervisor, worker: Start, beat: Start
) -> None:
    beat()
    running = worker()
    supervisor.check()
    running.process.kill()
    running.process.wait()
    with pytest.raises(Died, match=running.name):
        supervisor.check()
