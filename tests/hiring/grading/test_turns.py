"""Organisations are served in turn: however much one has handed in, another's next run is among the next few."""

from __future__ import annotations

import pytest

from hiring.accounts.models import Person, Role
from hiring.accounts.services import add_member, create_organisation
from hiring.assessments.models import Attempt
from hiring.assessments.services.attempting import open_attempt
from hiring.assessments.services.inviting import invite
from hiring.assessments.services.publishing import create_assessment, open_cohort, read_ready
from hiring.grading.models import GRADED, Run
from hiring.grading.queries import position_of
from hiring.lib.leases import finish, give_back, lease_next
from tests.hiring.grading.making import make_run


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


def test_what_is_not_due_yet_is_left_for_later(attempt: Attempt) -> None:
    make_run(attempt)
    give_back(take(), after=3600, cause="it broke")
    assert lease_next(Run, seconds=60) is None
