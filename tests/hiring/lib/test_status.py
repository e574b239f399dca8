"""Operators see at one look whether work waits, and for how long; nobody else sees the page."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from hiring.accounts.models import Person
from hiring.assessments.models import Attempt
from hiring.grading.models import Run
from hiring.letters.models import Letter
from hiring.lib.waiting import waiting_work
from tests.hiring.grading.making import make_run


def test_every_kind_of_leased_row_is_told_oldest_first(attempt: Attempt) -> None:
    Run.objects.filter(pk=make_run(attempt).pk).update(next_attempt_at=timezone.now() - timedelta(hours=3))
    work = waiting_work()
    assert (work[0].kind, work[0].queued) == ("runs", 1)
    assert work[0].oldest is not None
    assert timedelta(hours=3) <= work[0].oldest < timedelta(hours=4)
    assert next(one for one in work if one.kind == "letters").queued == Letter.objects.count()


def test_what_waits_for_its_next_try_is_not_late(attempt: Attempt) -> None:
    Run.objects.filter(pk=make_run(attempt).pk).update(
        created_at=timezone.now() - timedelta(hours=3), next_attempt_at=timezone.now() + timedelta(hours=1)
    )
    told = next(one for one in waiting_work() if one.kind == "runs")
    assert (told.queued, told.oldest) == (1, None)


def test_its_headline_is_the_age_of_the_oldest(client: Client, attempt: Attempt, bob: Person) -> None:
    Run.objects.filter(pk=make_run(attempt).pk).update(next_attempt_at=timezone.now() - timedelta(hours=3))
    Person.objects.filter(pk=bob.pk).update(is_staff=True)
    client.force_login(bob, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "<h1>3 h</h1>" in client.get("/status").content.decode()


def test_others_find_nothing_there(client: Client, alice: Person) -> None:
    client.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/status").status_code == 404
