"""An attempt as the candidate's pages show it: whose, by when, what is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hiring.assessments.deadlines import deadline_of, time_left
from hiring.assessments.models import Attempt


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """One attempt; ``seconds_left`` is by the server's clock, and ``extra_minutes`` are what was granted."""

    attempt: Attempt
    title: str
    organisation: str
    contact: str
    deadline: datetime
    seconds_left: int
    extra_minutes: int

    @property
    def is_open(self) -> bool:
        """Whether a bundle may still be handed in."""
        return self.seconds_left > 0

    @property
    def state(self) -> str:
        """The word for where it stands."""
        if self.attempt.withdrawn_at is not None:
            return "withdrawn"
        return "open" if self.is_open else "time is up"


def sitting_of(attempt: Attempt) -> Sitting:
    """Return an attempt, read with its extensions, as the pages show it."""
    invitation = attempt.invitation
    version = invitation.cohort.version
    return Sitting(
        attempt=attempt,
        title=version.assessment.title,
        organisation=version.assessment.organisation.name,
        contact=invitation.invited_by.email,
        deadline=deadline_of(attempt),
        seconds_left=int(time_left(attempt).total_seconds()),
        extra_minutes=sum(extension.minutes for extension in attempt.extensions.all()),
    )
