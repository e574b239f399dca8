"""Of two who decide at once, the second reads the first; and the rows of a decision can't be changed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import ProgrammingError, connections, transaction

from hiring.accounts.models import Person
from hiring.assessments.models import Attempt
from hiring.decisions.models import Decision
from hiring.decisions.services import decide
from hiring.lib.refused import Refused
from tests.hiring.review.making import hand_in_graded

WHY = "Repaired nearly all, and said what was left."


def test_of_two_decisions_at_once_one_is_made(live_database: str, attempt: Attempt, bob: Person, olive: Person) -> None:
    submission = hand_in_graded(attempt)
    together = Barrier(2)

    def try_to(person: Person, kind: str) -> str:
        together.wait()
        try:
            return decide(submission=submission, kind=kind, reason=WHY, by=person.memberships.get()).kind
        except Refused as refusal:
            return refusal.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        made = set(threads.map(try_to, (bob, olive), ("advance", "decline")))
    assert "decided_meanwhile" in made
    assert len(made) == 2
    assert Decision.objects.count() == 1


@pytest.mark.parametrize(
    "change", [lambda: Decision.objects.update(kind="advance"), lambda: Decision.objects.all().delete()]
)
def test_a_decision_can_t_be_changed_or_erased(attempt: Attempt, bob: Person, change: Callable[[], object]) -> None:
    submission = hand_in_graded(attempt)
    decide(submission=submission, kind="hold", reason=WHY, by=bob.memberships.get())
    with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic():
        change()
    assert Decision.objects.get().kind == "hold"
