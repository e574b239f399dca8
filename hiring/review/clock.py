"""How an attempt used its time: up to the submission that is read, of what it had with every extension."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from hiring.assessments.deadlines import deadline_of, time_left
from hiring.decisions.queries.inbox import Inboxed


@dataclass(frozen=True, kw_only=True)
class Clock:
    """An attempt's time; ``used`` runs to the submission that is read, or to now while there is none."""

    started_at: datetime
    deadline: datetime
    used: timedelta
    box: timedelta
    left: timedelta

    @property
    def is_open(self) -> bool:
        """Whether something may still be handed in."""
        return self.left > timedelta(0)


def clock_of(attempt: Inboxed, handed_in_at: datetime | None) -> Clock:
    """Return how an attempt used its time."""
    deadline = deadline_of(attempt)
    until = handed_in_at or min(timezone.now(), attempt.withdrawn_at or deadline, deadline)
    return Clock(
        started_at=attempt.started_at,
        deadline=deadline,
        used=until - attempt.started_at,
        box=deadline - attempt.started_at,
        left=time_left(attempt),
    )
