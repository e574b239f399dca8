"""Organisations are served in turn: however much one has handed in, another's next run is among the next few."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings, strategies as st

from hiring.accounts.models import Person, Role
from hiring.accounts.services import add_member, create_organisation
from hiring.assessments.models import Attempt
from hiring.assessments.services.attempting import open_attempt
from hiring.assessments.services.inviting import invite
from hiring.assessments.services.publishing import create_assessment, open_cohort, read_ready
from hiring.grading.models import GRADED, Run
from hiring.grading.queries import position_of
from hiring.lib.leases import QUEUED, finish, give_back, lease_next, next_turn
from tests.hiring.grading.making import make_run
from tests.racing import at_once


@pytest.fixture
def elsewhere(charlie: Person, bob: Person) -> Attempt:
    """An attempt of charlie's at another organisation, which bob recruits for too."""
    other = create_organisation(name="Meadow", slug="meadow", owner=charlie)
    add_member(organisation=other, person=bob, role=Role.RECRUITER, by=charlie)
    version = create_assessment(organisation=other, slug="s", draft=read_ready("wildlife_strikes"), by=bob)
    cohort = open_cohort(version=version, name="autumn", by=bob)
    invitation, _ = invite(cohort=cohort, email=charlie.email, name="", by=bob)
    return open_attempt(invitation=invitation, candidate=charlie)


def take() -> Run:
    run = lease_next(Run, seconds=60)
    assert run is not None
    return run


def grade_next() -> Run:
    run = take()
    finish(run, state=GRADED)
    return run


def test_two_hundred_runs_of_one_organisation_delay_another_by_one(attempt: Attempt, elsewhere: Attempt) -> None:
    many = [make_run(attempt, number=number) for number in range(1, 201)]
    for _ in range(5):
        grade_next()
    one = make_run(elsewhere)
    assert position_of(one) == 2
    assert [grade_next() for _ in range(3)] == [many[5], one, many[6]]


def test_those_who_both_have_much_are_served_by_turns(attempt: Attempt, elsewhere: Attempt) -> None:
    first = [make_run(attempt, number=number) for number in (1, 2, 3)]
    second = [make_run(elsewhere, number=number) for number in (1, 2, 3)]
    expected = [run for pair in zip(first, second, strict=True) for run in pair]
    assert [position_of(run) for run in expected] == [1, 2, 3, 4, 5, 6]
    assert [grade_next() for _ in expected] == expected


def test_a_run_that_is_tried_again_holds_no_round_open(attempt: Attempt, elsewhere: Attempt) -> None:
    make_run(elsewhere)
    give_back(take(), after=3600, cause="it broke")
    waiting = [make_run(attempt, number=number) for number in (1, 2, 3)]
    for expected in waiting[:2]:
        assert grade_next() == expected
    late = make_run(elsewhere, number=2)
    assert late.turn == waiting[2].turn
    assert position_of(late) == 2


def test_a_run_that_is_tried_again_is_overtaken_by_nobody_who_comes_later(attempt: Attempt, elsewhere: Attempt) -> None:
    for number in range(1, 8):
        make_run(attempt, number=number)
    for _ in range(6):
        grade_next()
    again = take()
    give_back(again, after=0, cause="it broke")
    later = [make_run(elsewhere, number=number) for number in (1, 2)]
    assert [take() for _ in range(3)] == [again, *later]


PARTIES = (0, 1, 2)
STEPS = st.lists(st.one_of(st.sampled_from(PARTIES), st.sampled_from(["grade", "give back"])), max_size=40)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_nobody_is_overtaken_more_than_once_by_each_of_the_others(attempt: Attempt, steps: list[int | str]) -> None:
    """Of every other organisation, one new run at most that came later goes before the first of those that wait."""
    names = [UUID(int=number + 1) for number in PARTIES]
    with transaction.atomic():
        submission = make_run(attempt).submission
        finish(take(), state=GRADED)
        overtook: dict[UUID, list[UUID]] = {}
        for step in steps:
            if isinstance(step, int):
                party = names[step]
                run = Run.objects.create(submission=submission, party=party, turn=next_turn(Run, party))
                overtook[run.pk] = []
                continue
            taken = lease_next(Run, seconds=60)
            if taken is None:
                continue
            first = {each.party: each for each in Run.objects.filter(state=QUEUED).order_by("-created_at")}
            for waiting in first.values():
                if taken.attempts == 1 and waiting.created_at < taken.created_at:
                    overtook[waiting.pk].append(taken.party)
                    assert len(set(overtook[waiting.pk])) == len(overtook[waiting.pk])
            if step == "grade":
                finish(taken, state=GRADED)
            else:
                give_back(taken, after=0, cause="it broke")
        transaction.set_rollback(True)


def test_two_runs_of_one_organisation_opened_at_once_share_no_round(live_database: str, attempt: Attempt) -> None:
    at_once(*(partial(make_run, attempt, number=number) for number in range(1, 5)))
    assert sorted(Run.objects.values_list("turn", flat=True)) == [0, 1, 2, 3]


def test_what_is_not_due_yet_is_left_for_later(attempt: Attempt) -> None:
    make_run(attempt)
    give_back(take(), after=3600, cause="it broke")
    assert lease_next(Run, seconds=60) is None
