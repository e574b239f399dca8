"""Which of an attempt's credits count: those of what was handed in last."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from hiring.assessments.models import Attempt
from hiring.reputation.services import Earned, credit
from hiring.reputation.sittings import latest_credits

NOW = timezone.now()
EARLIER = NOW - timedelta(hours=1)


@pytest.fixture
def graded(attempt: Attempt) -> list[UUID]:
    """Three gradings, in order: of what was handed in last, of something earlier, and of the earlier again."""
    runs = [uuid4() for _ in range(3)]
    for run, handed_in in zip(runs, (NOW, EARLIER, EARLIER), strict=True):
        credit(
            candidate=attempt.candidate,
            version=attempt.invitation.cohort.version,
            attempt=attempt.pk,
            run=run,
            earned_at=handed_in,
            earned=[Earned(code="SCH001", family="schema", measure=1.0, points=1.0, public=True)],
        )
    return runs


def test_what_was_handed_in_last_counts_whichever_was_graded_first(graded: list[UUID]) -> None:
    assert [one.run for one in latest_credits()] == [graded[0]]


def test_of_two_gradings_of_the_same_work_the_later_counts(graded: list[UUID], attempt: Attempt) -> None:
    again = uuid4()
    credit(
        candidate=attempt.candidate,
        version=attempt.invitation.cohort.version,
        attempt=attempt.pk,
        run=again,
        earned_at=NOW,
        earned=[Earned(code="SCH001", family="schema", measure=0.5, points=1.0, public=True)],
    )
    assert [one.run for one in latest_credits()] == [again]
